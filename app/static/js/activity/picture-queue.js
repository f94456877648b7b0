/*
 * Pictures that load a few at a time. On a slow link they share the way with the live stream: two dozen at once would
 * hold back its events by seconds.
 */
const AT_ONCE = 2;

export class PictureQueue {
  #waiting = new Map();
  #loading = new Set();

  constructor() {
    addEventListener("resize", () => this.load()); // a wider window may show more of them
  }

  /** Empties `picture`, an image; `load` loads `address` into it, unless that is null. */
  show(picture, address) {
    picture.removeAttribute("src"); // its events do not come any more
    this.#waiting.delete(picture);
    this.#loading.delete(picture);
    if (address !== null) this.#waiting.set(picture, address);
  }

  /** Makes room for the next picture when `picture` is loaded or cannot be. */
  watch(picture) {
    for (const type of ["load", "error"])
      picture.addEventListener(type, () => {
        this.#loading.delete(picture);
        this.load();
      });
  }

  /** Loads what was shown, in that order, as far as the page has a place for it. */
  load() {
    for (const [picture, address] of this.#waiting) {
      if (this.#loading.size >= AT_ONCE) return;
      if (!picture.checkVisibility()) continue;
      this.#waiting.delete(picture);
      this.#loading.add(picture);
      picture.src = address;
    }
  }
}
