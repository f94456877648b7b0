/*
 * Pictures that load a few at a time. On a slow link they share the way with the live stream: two dozen at once would
 * hold back its events by seconds.
 */
const AT_ONCE = 2;

export class PictureQueue {
  #waiting = new Map();
  #loading = new Set();

  /** Empties `picture`, an image, and loads `address` into it in its turn; null leaves it empty. */
  show(picture, address) {
    picture.removeAttribute("src"); // its events do not come any more
    this.#waiting.delete(picture);
    this.#loading.delete(picture);
    if (address !== null) this.#waiting.set(picture, address);
    this.#loadNext();
  }

  /** Makes room for the next picture when `picture` is loaded or cannot be. */
  watch(picture) {
    for (const type of ["load", "error"])
      picture.addEventListener(type, () => {
        this.#loading.delete(picture);
        this.#loadNext();
      });
  }

  #loadNext() {
    for (const [picture, address] of this.#waiting) {
      if (this.#loading.size >= AT_ONCE) return;
      this.#waiting.delete(picture);
      this.#loading.add(picture);
      picture.src = address;
    }
  }
}
