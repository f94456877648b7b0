/* What can be done to the selected files. Each is one step. */
import { isIncluded, isLeftOut, isRemoval } from "../commit/relations.js";
import { editFor } from "../file/edit-keys.js";
import { editSteps } from "../file/edit-steps-store.js";

const CHOICE = "x";

export class SelectionActions {
  #list;
  #selection;

  constructor(list, selection) {
    this.#list = list;
    this.#selection = selection;
  }

  score(score) {
    return this.#make({ score });
  }

  /** Marks the files as favourites, or no longer if all that are loaded are. */
  favourite() {
    return this.#make({ favourite: !this.#loaded.every(({ favourite }) => favourite) });
  }

  addKeywords(words) {
    return this.#make({ add_keywords: words });
  }

  removeKeywords(words) {
    return this.#make({ remove_keywords: words });
  }

  choose(choice) {
    return this.#make({ choice });
  }

  /** Does what a key says. Returns whether it is one of the keys. */
  handleKey(key) {
    if (key.toLowerCase() === CHOICE) {
      this.choose(this.#otherChoice());
      return true;
    }
    const edit = editFor(key, { favourite: this.#loaded.every(({ favourite }) => favourite) });
    if (edit !== null) this.#make(edit);
    return edit !== null;
  }

  /** The selected files that are loaded. */
  get #loaded() {
    return this.#list.files.filter(({ id }) => this.#selection.has(id));
  }

  /** What all of them have is reversed; otherwise they get what is the exception. */
  #otherChoice() {
    const files = this.#loaded;
    if (files[0]?.relation === "gone") return files.every(isRemoval) ? "leave" : "apply";
    return files.every((file) => isLeftOut(file) || !isIncluded(file)) ? "apply" : "leave";
  }

  #make(edit) {
    return editSteps.make(this.#selection.wanted, edit);
  }
}
