/* The files around the one that is shown, as small pictures: never more than fit, however long the list is. */
import { byId, element, fragment, setAttribute, setFlag } from "../shared/dom.js";
import { isRevealed } from "../shared/nsfw-blur.js";
import { translate } from "../texts/translate.js";

const CELL_PX = 64;
const FEWEST = 5;
const MOST = 31;

export class Filmstrip {
  #list;
  #strip = byId("filmstrip");
  #place = -1;

  /** `list`: the list whose files are shown. `onChoose(place)` is called with the place of the one that was pressed. */
  constructor(list, onChoose) {
    this.#list = list;
    this.#strip.addEventListener("mousedown", (event) => event.preventDefault());
    this.#strip.addEventListener("click", ({ target }) => {
      const cell = target.closest("button");
      if (cell) onChoose(Number(cell.dataset.place));
    });
    new ResizeObserver(() => this.#place >= 0 && this.show(this.#place)).observe(this.#strip);
  }

  /** Shows the files around `place`; -1: none. Cells whose file stays keep their picture. */
  show(place) {
    this.#place = place;
    const known = new Map([...this.#strip.children].map((cell) => [cell.dataset.key, cell]));
    const cells = placesAround(place, this.#list.total, this.#capacity).map((each) => this.#cell(each, known));
    this.#strip.replaceChildren(...cells);
  }

  get #capacity() {
    return Math.min(MOST, Math.max(FEWEST, Math.floor(this.#strip.clientWidth / CELL_PX)));
  }

  #cell(place, known) {
    const file = this.#list.at(place);
    const key = file ? `${place} ${file.id} ${file.thumbnail ?? ""}` : `${place}`;
    const cell = known.get(key) ?? buildCell(place, file, key);
    const button = cell.firstElementChild;
    if (place === this.#place) setAttribute(button, "aria-current", "true");
    else button.removeAttribute("aria-current");
    setFlag(cell, "veiled", Boolean(file?.nsfw?.is_nsfw) && !isRevealed());
    return cell;
  }
}

/** Returns up to `most` places around `place`, which is in the middle except at the ends. Pure. */
export function placesAround(place, total, most) {
  if (place < 0 || total < 2) return [];
  const shown = Math.min(most, total);
  const first = Math.min(Math.max(0, place - Math.floor(shown / 2)), total - shown);
  return Array.from({ length: shown }, (_, index) => first + index);
}

function buildCell(place, file, key) {
  const picture = file?.thumbnail
    ? element("img", { alt: "", src: file.thumbnail, loading: "lazy", decoding: "async", draggable: "false" })
    : fragment("no-picture");
  const label = file ? file.name : translate("viewer-file-number", { number: place + 1 });
  const button = element("button", { type: "button", tabindex: "-1", "aria-label": label, title: label }, picture);
  button.dataset.place = place;
  const cell = element("li", {}, button);
  cell.dataset.key = key;
  return cell;
}
