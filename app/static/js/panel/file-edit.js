/* Score, favourite and keywords of the file in the viewer: saved at once, reverted with one press. */
import { commitPlan } from "../commit/commit-plan-store.js";
import { fileEdits } from "../file/file-edit-store.js";
import { KeywordField } from "../file/keyword-field.js";
import { ScoreField } from "../file/score-field.js";
import { byId } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";

export class FileEdit {
  #file = null;
  #score = new ScoreField((change) => this.#save(change));
  #keywords = new KeywordField((keywords) => this.#save({ keywords }));

  constructor() {
    byId("edit-revert").addEventListener("click", () => this.#revert());
  }

  show(file) {
    const isEditable = commitPlan.mayEdit(file);
    if (this.#file?.id !== file.id || !isEditable) byId("keyword-new").value = "";
    this.#file = file;
    byId("edit").hidden = !isEditable;
    this.#score.show(file);
    this.#keywords.show(file.keywords);
    // Saving the keywords replaces all of them, so they are edited only when all are known.
    byId("edit-words").hidden = "keywords" in (file.excerpts ?? {});
    byId("edit-revert").hidden = !file.edited?.length;
  }

  /** Edits the score if `key` is one of its keys. Returns whether it was. */
  handleKey(key) {
    return !byId("edit").hidden && this.#score.handleKey(key);
  }

  #save(change) {
    return this.#send((id) => fileEdits.save(id, change));
  }

  async #revert() {
    await this.#send((id) => fileEdits.revert(id));
    byId("edit-favourite").focus();
  }

  async #send(send) {
    const { id } = this.#file;
    try {
      await send(id);
    } catch (error) {
      showError(error);
      if (this.#file.id === id) this.show(this.#file);
    }
  }
}
