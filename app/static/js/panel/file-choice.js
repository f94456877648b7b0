/* In the viewer: what a commit does with this file, and the switch to change it. */
import { commitPlan } from "../commit/commit-plan-store.js";
import { fileLine, isChoosable, isRemoval, RELATIONS } from "../commit/relations.js";
import { byId, setFlag, setText } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

const REASONS = {
  new: () => translate("panel-why-new"),
  changed: () => translate("panel-why-changed"),
  moved: () => translate("panel-why-moved"),
  duplicate: ({ in_library: other }) =>
    other?.path ? translate("panel-why-duplicate", { path: other.path }) : translate("panel-why-duplicate-here"),
  same: () => translate("panel-why-same"),
  gone: () => translate("panel-why-gone"),
};

export class FileChoice {
  #file = null;

  constructor() {
    byId("detail-take").addEventListener("change", ({ target }) => this.#choose(target.checked));
  }

  /** Makes the other choice, for the keyboard. */
  toggle() {
    if (!byId("detail-take").disabled && !byId("detail-choice").hidden) byId("detail-take").click();
  }

  show(file) {
    this.#file = file;
    const row = byId("detail-choice");
    row.hidden = !(file.relation in RELATIONS);
    if (row.hidden) return;
    const { relation, choice, name } = file;
    setText(byId("detail-will"), fileLine(file));
    setText(byId("detail-why"), REASONS[relation](file));
    const label = relation === "gone" ? translate("file-remove", { name }) : translate("file-take", { name });
    setText(byId("detail-take-label"), label);
    setFlag(row, "removing", isRemoval(file));
    byId("detail-take").hidden = !isChoosable(file);
    byId("detail-take").disabled = !commitPlan.isOpen || !isChoosable(file);
    byId("detail-take").checked = choice === "apply";
  }

  #choose(isIncluded) {
    const { relation, id } = this.#file;
    const wanted = { ...(relation === "gone" && { relation }), file_ids: [id] };
    commitPlan.choose(isIncluded ? "apply" : "leave", wanted);
  }
}
