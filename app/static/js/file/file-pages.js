/* The pages of a long list that are loaded or being loaded, by number. */

export const PAGE_SIZE = 60;
const PAGES_KEPT = 40;

/** A page is `{ files, error, request }`: one of them is not null. */
export class FilePages {
  #pages = new Map();

  /** Returns the page that contains `place`; undefined when it is unknown. */
  of(place) {
    return this.#pages.get(pageOf(place));
  }

  get(number) {
    return this.#pages.get(number);
  }

  /** The numbers of the loaded pages, in order. */
  get loaded() {
    const numbers = [...this.#pages.keys()].filter((number) => this.#pages.get(number).files);
    return numbers.sort((a, b) => a - b);
  }

  /** The loaded files, in order. */
  get files() {
    return this.loaded.flatMap((number) => this.#pages.get(number).files);
  }

  /** Returns the place of the first file for which `isWanted(file)` holds; -1 when none is loaded. */
  find(isWanted) {
    for (const number of this.loaded) {
      const index = this.#pages.get(number).files.findIndex(isWanted);
      if (index >= 0) return number * PAGE_SIZE + index;
    }
    return -1;
  }

  set(number, page) {
    this.#pages.set(number, { files: null, error: null, request: null, ...page });
  }

  /** Keeps the files from place `offset` on, which begins a page. */
  put(files, offset) {
    for (let start = 0; start < files.length; start += PAGE_SIZE)
      this.set(pageOf(offset + start), { files: files.slice(start, start + PAGE_SIZE) });
  }

  /** Applies `change(file)` to every loaded file. */
  update(change) {
    for (const page of this.#pages.values()) if (page.files) page.files = page.files.map(change);
  }

  /** Forgets the pages that are being loaded. */
  dropRequests() {
    for (const [number, { request }] of this.#pages) if (request) this.#pages.delete(number);
  }

  /** Frees the pages that are farthest from page `middle`. */
  free(middle) {
    const idle = [...this.#pages.keys()].filter((number) => !this.#pages.get(number).request);
    idle.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
    for (const number of idle.slice(PAGES_KEPT)) this.#pages.delete(number);
  }

  clear() {
    this.#pages.clear();
  }
}

export function pageOf(place) {
  return Math.floor(place / PAGE_SIZE);
}
