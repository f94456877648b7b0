/* What can be done to the selected files. Each is one step. */
import { editFor } from "../file/edit-keys.js";

export class SelectionActions {
  #list;
  #selection;
  #editor;

  constructor(list, selection, editor) {
    this.#list = list;
    this.#selection = selection;
    this.#editor = editor;
  }

  /** Does what a button says. */
  press({ score, does, ...more }) {
    const edit = this.#editor.editForButton({ does, ...more }, this.#loaded);
    if (edit) this.#make(edit);
    else if (score !== undefined) this.#make({ score: score === "" ? null : Number(score) });
    else if (does === "favourite") this.#make({ favourite: !this.#areFavourites });
  }

  addKeywords(words) {
    return this.#make({ add_keywords: words });
  }

  removeKeywords(words) {
    return this.#make({ remove_keywords: words });
  }

  /** Does what a key says. Returns whether it is one of the keys. */
  handleKey(key) {
    const edit = this.#editor.editForKey(key, this.#loaded) ?? editFor(key, { favourite: this.#areFavourites });
    if (edit !== null) this.#make(edit);
    return edit !== null;
  }

  /** Whether all that are loaded are favourites: then the mark is removed. */
  get #areFavourites() {
    return this.#loaded.every(({ favourite }) => favourite);
  }

  /** The selected files that are loaded. */
  get #loaded() {
    return this.#list.files.filter(({ id }) => this.#selection.has(id));
  }

  #make(edit) {
    return this.#editor.steps.make(this.#selection.wanted, edit);
  }
}
