/* The scrubber at the side of a long list: go to a place in it. */
import { byId, setHidden, setText } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

/* Shorter lists need no scrubber. */
const LEAST_FILES = 120;
/* Presses of an arrow key from one end to the other. */
const STEPS = 200;

export class Scrubber {
  #grid;
  #range = byId("scrubber-range");

  /** `list`: the files, with their `total`; `grid`: the `VirtualGrid` that shows them. */
  constructor(list, grid) {
    this.list = list;
    this.#grid = grid;
    this.#range.addEventListener("input", () => this.#go(Number(this.#range.value)));
    grid.addEventListener("seen", ({ detail }) => this.#follow(detail.place));
    list.addEventListener("list", () => this.#show());
    list.addEventListener("counted", () => this.#show());
  }

  /** What is said of the file at `place`. */
  wordsAt(place) {
    return translate("grid-place", { place: place + 1, total: this.list.total });
  }

  /** Elements that stand beside the scrubber, each with its `--part`. */
  buildTicks() {
    return [];
  }

  #show() {
    const { total, sections } = this.list;
    setHidden(byId("scrubber"), total < LEAST_FILES || sections !== null);
    this.#range.max = Math.max(0, total - 1);
    this.#range.step = Math.max(1, Math.floor(total / STEPS));
    byId("scrubber-ticks").replaceChildren(...this.buildTicks());
    this.#describe(Number(this.#range.value));
  }

  #go(place) {
    this.#grid.scrollTo(place, { isFirst: true });
    this.#describe(place);
  }

  #follow(place) {
    if (document.activeElement !== this.#range) this.#range.value = place;
    // The last files are never at the top of the window: who went to one of them is there all the same.
    else if (place < Number(this.#range.value) && isAtEnd()) return;
    this.#describe(place);
  }

  #describe(place) {
    const words = this.wordsAt(place);
    const { total } = this.list;
    setText(byId("scrubber-label"), words);
    this.#range.setAttribute("aria-valuetext", words);
    byId("scrubber").style.setProperty("--part", String(total > 1 ? place / (total - 1) : 0));
  }
}

function isAtEnd() {
  return scrollY + innerHeight >= document.documentElement.scrollHeight - 1;
}
