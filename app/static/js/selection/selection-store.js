/* Which files of a list are selected: by their ids, or all that fit the view but some. */

/** Files that can be selected one by one; the API takes as many ids. */
export const MOST = 10_000;

/** Whether a file can be selected. Among copies there are files of the library, which have ids of their own. */
export function isSelectable(file) {
  return Boolean(file) && file.in_library !== true;
}

/** Dispatches `change`. */
export class SelectionStore extends EventTarget {
  #list;
  #ids = new Set();
  /* With all that fit: those that are not selected. */
  #exceptions = new Set();
  /* The filter of which all files are selected; null: files are selected by their ids. */
  #filter = null;
  #isOfGone = false;

  /**
   * `list`: a `FileListStore` with `filter`, the filters of its view as the API takes them (a string: a search of the
   * library; null: there are none), and `listed`, which names what it shows.
   */
  constructor(list) {
    super();
    this.#list = list;
    list.addEventListener("list", () => this.#follow());
  }

  get isAll() {
    return this.#filter !== null;
  }

  /** Number of selected files. */
  get count() {
    return this.isAll ? Math.max(0, this.#list.total - this.#exceptions.size) : this.#ids.size;
  }

  get isEmpty() {
    return this.count === 0;
  }

  /** The ids of the selected files, unless all that fit are. */
  get ids() {
    return [...this.#ids];
  }

  has(id) {
    return this.isAll ? !this.#exceptions.has(id) : this.#ids.has(id);
  }

  /** The selected files as the API names them. */
  get wanted() {
    if (this.isAll) {
      const all = typeof this.#filter === "string" ? { search: this.#filter } : { view: this.#filter };
      return { ...all, listed: this.#list.listed, except_ids: [...this.#exceptions] };
    }
    return { file_ids: this.ids, ...(this.#isOfGone && { view: { relation: "gone" } }) };
  }

  toggle(id) {
    this.set([id], !this.has(id));
  }

  /** Selects files, or no longer. */
  set(ids, isSelected = true) {
    const changed = this.isAll ? this.#exceptions : this.#ids;
    for (const id of ids) {
      if (isSelected === this.isAll) changed.delete(id);
      else changed.add(id);
    }
    this.#changed();
  }

  /** Selects exactly these files. */
  replace(ids) {
    this.#filter = null;
    this.#exceptions.clear();
    this.#ids = new Set(ids);
    this.#changed();
  }

  /** Selects all files that fit the view, loaded or not, and those that will come. */
  selectAll() {
    if (this.#list.filter === null) return;
    this.#ids.clear();
    this.#exceptions.clear();
    this.#filter = this.#list.filter;
    this.#changed();
  }

  clear() {
    this.replace([]);
  }

  /** Single files stay selected in another view; all that fit a view belong to it. Gone files have ids of their own. */
  #follow() {
    const isOfGone = this.#list.filter?.relation === "gone";
    const isOther = this.isAll && JSON.stringify(this.#filter) !== JSON.stringify(this.#list.filter);
    if (isOfGone !== this.#isOfGone || isOther) this.clear();
    this.#isOfGone = isOfGone;
    this.#changed();
  }

  #changed() {
    if (this.isAll && this.count === 0) this.#filter = null;
    this.dispatchEvent(new CustomEvent("change"));
  }
}
