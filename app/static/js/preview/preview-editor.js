/* How the files of a session are edited and chosen before the commit. */
import { commitPlan } from "../commit/commit-plan-store.js";
import { isIncluded, isLeftOut, isRemoval } from "../commit/relations.js";
import { editSteps } from "../file/edit-steps-store.js";
import { fileEdits } from "../file/file-edit-store.js";
import { FileEditor } from "../file/file-editor.js";
import { byId, setText } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

const CHOICE = "x";

export class PreviewEditor extends FileEditor {
  steps = editSteps;

  constructor() {
    super();
    commitPlan.addEventListener("change", () => this.dispatchEvent(new CustomEvent("change")));
  }

  get isShown() {
    return document.body.dataset.step === "preview";
  }

  get isOpen() {
    return commitPlan.isOpen;
  }

  mayEdit(file) {
    return commitPlan.mayEdit(file);
  }

  save({ id }, change) {
    return fileEdits.save(id, change);
  }

  revert({ id }) {
    return fileEdits.revert(id);
  }

  mayRevert({ edited }) {
    return edited?.length > 0;
  }

  editForButton({ choice }) {
    return choice === undefined ? null : { choice };
  }

  editForKey(key, files) {
    return key.toLowerCase() === CHOICE ? { choice: otherChoice(files) } : null;
  }

  /** Gone files have only a choice. */
  showTools({ filter }) {
    const isOfGone = filter?.relation === "gone";
    for (const part of byId("selection").querySelectorAll("[data-edits]")) part.hidden = isOfGone;
    const [apply, leave] = isOfGone
      ? [translate("selection-remove"), translate("selection-keep")]
      : [translate("selection-include"), translate("selection-exclude")];
    setText(byId("selection-apply").querySelector("span"), apply);
    setText(byId("selection-leave").querySelector("span"), leave);
  }
}

/** What all of the files have is reversed; otherwise they get what is the exception. */
function otherChoice(files) {
  if (files[0]?.relation === "gone") return files.every(isRemoval) ? "leave" : "apply";
  return files.every((file) => isLeftOut(file) || !isIncluded(file)) ? "apply" : "leave";
}
