/* The files that a page lists, in order: the one owner of that list. Each page has its own kind of list, which knows
   where more files come from. */

/**
 * Dispatches `list` when the files are replaced, `more` ({ files, from }) when files are appended, and `update`
 * ({ change }) when `change(file)` was applied to every file.
 */
export class FileListStore extends EventTarget {
  #files = [];

  get files() {
    return this.#files;
  }

  /** Returns the file at `place`; undefined when there is none. */
  at(place) {
    return this.#files[place];
  }

  /** Returns the place of `file`; -1 when it is not in the list. */
  placeOf(file) {
    return this.#files.findIndex((other) => isSameFile(other, file));
  }

  /** Whether there are files before (-1) or after (+1) those in the list. */
  hasMore(_step) {
    return false;
  }

  /** Loads the files before (-1) or after (+1). Resolves to the place of the one next to `place`; null: none. */
  async fetchMore(_step, _place) {
    return null;
  }

  /** The user looks at the file at `place`. */
  reached(_place) {
    // Most lists have nothing to load ahead.
  }

  /** Empties the list without an event, before another one is loaded. */
  clear() {
    this.#files = [];
  }

  replace(files) {
    this.#files = files;
    this.dispatch("list");
  }

  append(files) {
    const from = this.#files.length;
    this.#files = [...this.#files, ...files];
    this.dispatch("more", { files, from });
  }

  update(change) {
    this.#files = this.#files.map(change);
    this.dispatch("update", { change });
  }

  dispatch(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** The files of a session and those of the library are numbered separately, so an id alone does not identify a file. */
export function isSameFile(file, other) {
  return file.id === other.id && file.path === other.path;
}
