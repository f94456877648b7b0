/* The steps that were made: what they changed, with buttons that undo the last one and do it again. */
import { doneSentence, stepSentence } from "../file/step-sentences.js";
import { byId, element } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";
import { LOCALE, translate } from "../texts/translate.js";
import { hideNotice, showNotice } from "./notice.js";

export class StepList {
  #store;

  /** `store`: a `StepStore`. */
  constructor(store) {
    this.#store = store;
    for (const id of ["steps-undo", "steps-undo-last", "notice-undo"]) {
      byId(id).addEventListener("click", () => store.undo());
    }
    for (const id of ["steps-redo", "steps-redo-last"]) byId(id).addEventListener("click", () => store.redo());
    byId("steps-open").addEventListener("click", () => byId("steps").showModal());
    byId("steps").addEventListener("click", ({ target }) => target === byId("steps") && byId("steps").close());
    byId("notice-close").addEventListener("click", hideNotice);
    store.addEventListener("change", () => this.#show());
    store.addEventListener("done", ({ detail }) => this.#tell(detail));
    store.addEventListener("unchanged", () => showNotice(translate("selection-notice-unchanged")));
    store.addEventListener("refused", ({ detail }) => showError(detail.error));
  }

  #tell(done) {
    showNotice(doneSentence(done), { isUndoable: done.kind !== "undone" });
  }

  #show() {
    const { steps, mayUndo, mayRedo } = this.#store;
    byId("steps-tools").hidden = false;
    setDisabled("steps-undo", !mayUndo);
    setDisabled("steps-undo-last", !mayUndo);
    setDisabled("steps-redo", !mayRedo);
    setDisabled("steps-redo-last", !mayRedo);
    byId("steps-none").hidden = steps.length > 0;
    byId("steps-list").replaceChildren(...steps.map(entry));
    if (!mayUndo) byId("notice-undo").hidden = true;
  }
}

/** A button that cannot be pressed keeps the focus, so that a second press on a key does not land elsewhere. */
function setDisabled(id, isDisabled) {
  byId(id).setAttribute("aria-disabled", String(isDisabled));
}

function entry(step) {
  const when = new Date(step.made_at * 1000);
  const item = element(
    "li",
    { class: "step-entry" },
    element("span", { text: stepSentence(step), dir: "auto" }),
    element("span", { class: "step-entry-state", text: state(step) }),
    element("span", { class: "step-entry-who", text: step.who, dir: "auto" }),
    element("time", { datetime: when.toISOString(), text: when.toLocaleTimeString(LOCALE) }),
  );
  if (step.undone) item.dataset.undone = "";
  return item;
}

function state({ undone, committed }) {
  if (committed) return translate("selection-edits-committed");
  return undone ? translate("selection-edits-undone") : "";
}
