/* The panel beside the picture: what is known about the file, what a commit does with it, and its edits. */
import { withWhole } from "../file/excerpts.js";
import { isSameFile } from "../file/file-list-store.js";
import { announce } from "../shared/announcement-store.js";
import { byId, setText } from "../shared/dom.js";
import { splitPath } from "../shared/format.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { changesParts } from "./file-changes.js";
import { FileChoice } from "./file-choice.js";
import { FileCopies } from "./file-copies.js";
import { FileEdit } from "./file-edit.js";
import { factsParts } from "./file-facts.js";
import { RawBlocks } from "./raw-blocks.js";

export class FilePanel {
  #list;
  #choice = new FileChoice();
  #edit;
  #copies;
  #raw = new RawBlocks();
  #file = null;

  /** `list`: the `FileListStore` that the files are from. */
  constructor(list) {
    this.#list = list;
    this.#edit = new FileEdit(list);
    this.#copies = new FileCopies(list);
    byId("detail-parts").addEventListener("click", ({ target }) => target.closest("[data-whole]") && this.#loadWhole());
  }

  /** Shows another file, from the top. `shown`: the file of its item that is to be seen. */
  show(file, shown = file) {
    setText(byId("detail-name"), shown.name);
    setText(byId("detail-path"), splitPath(shown.path)[0]);
    this.refresh(file, shown);
    byId("detail-body").scrollTop = 0;
  }

  /** Shows the same file as it is now. What a commit does, and the edits, are those of the whole item. */
  refresh(file, shown = file) {
    this.#file = shown;
    this.#choice.show(file);
    byId("detail-changes").replaceChildren(...changesParts(file));
    this.#edit.show(file);
    const isEdited = shown === file && (this.#list.editor?.mayEdit(file) ?? false);
    byId("detail-parts").replaceChildren(...factsParts(shown, { isEdited }));
    this.#copies.show(shown);
    this.#raw.show(shown);
  }

  /** Makes the other choice, edits, or copies, if `key` is one of these keys. Returns whether it was. */
  handleKey(key) {
    if (key === "x") this.#choice.toggle();
    else if (key === "c") return this.#copies.copyPrompt();
    else return this.#edit.handleKey(key);
    return true;
  }

  /** Replaces the excerpts of the file that is shown by the whole texts. */
  async #loadWhole() {
    const file = this.#file;
    try {
      const whole = await this.#list.fetchWhole(file);
      this.#list.update((each) => (isSameFile(each, file) ? withWhole(each, whole) : each));
      byId("detail-body").focus();
      announce(translate("panel-all-shown"));
    } catch (error) {
      showError(error);
    }
  }
}
