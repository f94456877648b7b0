/* The layout of a list: squares, full pictures, rows of a table, or groups with titles. */
import { PAGE_SIZE } from "../file/file-pages.js";
import { BlockLayout } from "./block-layout.js";
import { aspectOf, justifiedBlock } from "./justified-rows.js";
import { squareLayout, UniformLayout } from "./uniform-layout.js";

const GAP = { x: 10, y: 10 };
const NO_GAP = { x: 0, y: 0 };
const GUESSED_ASPECT = 1.2;
const CAPTION_REM = 2.6;
const ROW_REM = 2.75;
const TITLE_REM = 2.5;
/* The captions of copies have three lines instead of two: they name the folder. */
const SECTION_CAPTION = 1.45;

/** Makes layouts, and remembers the rows of full pictures, whose files may be freed meanwhile. */
export class Layouts {
  #blocks = new Map();
  #about = "";

  /** Forgets what is known of the list. */
  forget() {
    this.#blocks.clear();
  }

  /** Returns the layout of `list` in `width` px. `sizes`: `{ size, caption, row, title }`, in px. */
  layOut(list, kind, width, sizes) {
    const { total, sections } = list;
    const { size, caption, row } = sizes;
    if (sections) return sectionLayout(sections, width, sizes);
    if (kind === "list") return new UniformLayout({ total, columns: 1, cell: { width, height: row }, gap: NO_GAP });
    if (kind === "justified") return this.#justified(list, width, sizes);
    return squareLayout({ total, width, size, caption, gap: GAP });
  }

  #justified(list, width, { size, caption }) {
    const about = `${width} ${size} ${caption}`;
    if (about !== this.#about) this.#blocks.clear();
    this.#about = about;
    const shape = { width, size, caption, gap: GAP };
    const starts = Array.from({ length: Math.ceil(list.total / PAGE_SIZE) }, (_, number) => number * PAGE_SIZE);
    starts.push(list.total);
    const guess = justifiedBlock(Array(PAGE_SIZE).fill(GUESSED_ASPECT), shape);
    for (const number of list.loadedPages) this.#learn(number, list, shape, starts);
    const blockAt = (number) => this.#blocks.get(number) ?? guess;
    return new BlockLayout({ starts, blockAt, heightAt: (number) => blockAt(number).height });
  }

  #learn(number, list, shape, starts) {
    if (this.#blocks.has(number)) return;
    const files = Array.from({ length: starts[number + 1] - starts[number] }, (_, index) =>
      list.at(starts[number] + index),
    );
    this.#blocks.set(
      number,
      justifiedBlock(
        files.map((file) => (file ? aspectOf(file) : 1)),
        shape,
      ),
    );
  }
}

/** Returns the sizes of what a layout consists of, for pictures of about `size` px. */
export function sizesFor(size) {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return { size, caption: CAPTION_REM * rem, row: ROW_REM * rem, title: TITLE_REM * rem };
}

/** Returns the layout of groups: a title, and below it squares. `sections`: how many files each group has. */
function sectionLayout(sections, width, { size, caption: lines, title }) {
  const caption = lines * SECTION_CAPTION;
  const starts = [0];
  for (const files of sections) starts.push(starts.at(-1) + files);
  const layoutOf = (number) => squareLayout({ total: sections[number], width, size, caption, gap: GAP });
  const heightAt = (number) => title + layoutOf(number).height + 2 * GAP.y;
  const blockAt = (number) => {
    const layout = layoutOf(number);
    const boxes = Array.from({ length: sections[number] }, (_, place) => layout.boxOf(place));
    return { height: heightAt(number), boxes: boxes.map((box) => ({ ...box, y: box.y + title })) };
  };
  return new BlockLayout({ starts, heightAt, blockAt });
}
