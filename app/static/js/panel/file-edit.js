/* Score, favourite, keywords, and in the library title and note of the file in the viewer: saved at once. */
import { KeywordField } from "../file/keyword-field.js";
import { ScoreField } from "../file/score-field.js";
import { byId } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";

export class FileEdit {
  #list;
  #file = null;
  #score = new ScoreField((change) => this.#save(change));
  #keywords = new KeywordField((keywords) => this.#save({ keywords }));

  /** `list`: the `FileListStore` that the files are from. */
  constructor(list) {
    this.#list = list;
    for (const [name, field] of Object.entries(textFields())) {
      field.addEventListener("change", () => this.#save({ [name]: field.value.trim() || null }));
    }
    byId("edit-revert").addEventListener("click", () => this.#revert());
  }

  show(file) {
    const { editor } = this.#list;
    const isEditable = editor?.mayEdit(file) ?? false;
    const isOther = this.#file?.id !== file.id;
    if (this.#file?.id !== file.id || !isEditable) byId("keyword-new").value = "";
    this.#file = file;
    byId("edit").hidden = !isEditable;
    byId("edit-texts").hidden = !editor?.hasTexts;
    for (const [name, field] of Object.entries(textFields())) {
      if (isOther || document.activeElement !== field) field.value = file[name] ?? "";
    }
    this.#score.show(file);
    this.#keywords.show(file.keywords);
    // Saving the keywords replaces all of them, so they are edited only when all are known.
    byId("edit-words").hidden = "keywords" in (file.excerpts ?? {});
    byId("edit-revert").hidden = !editor?.mayRevert(file);
  }

  /** Edits the score if `key` is one of its keys. Returns whether it was. */
  handleKey(key) {
    return !byId("edit").hidden && this.#score.handleKey(key);
  }

  #save(change) {
    return this.#send((file) => this.#list.editor.save(file, change));
  }

  async #revert() {
    await this.#send((file) => this.#list.editor.revert(file));
    byId("edit-favourite").focus();
  }

  async #send(send) {
    const file = this.#file;
    try {
      await send(file);
    } catch (error) {
      showError(error);
      if (this.#file.id === file.id) this.show(this.#file);
    }
  }
}

function textFields() {
  return { title: byId("edit-own-title"), note: byId("edit-note") };
}
