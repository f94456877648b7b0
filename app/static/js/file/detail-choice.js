/* In the detail: what a commit does with this file, and the switch to change it. */
import { commitPlan } from "../commit/commit-plan-store.js";
import { fileLine, isChoosable, isRemoval, RELATIONS } from "../commit/relations.js";
import { byId, setFlag, setText } from "../shared/dom.js";

const REASONS = {
  new: () => "New: neither this path nor this content is in the library.",
  changed: () => "The library has other values at this path.",
  moved: () => "The same content, and its old path no longer exists.",
  duplicate: ({ in_library: other }) =>
    other?.path
      ? `The library has the same content at ${other.path}.`
      : "Another file of this session has the same content.",
  same: () => "The library already has it exactly as it is on the disk.",
  gone: () => "In the library, but no longer on the disk.",
};

export class DetailChoice {
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
    setText(byId("detail-take-label"), relation === "gone" ? `Remove ${name} from the library` : `Include ${name}`);
    setFlag(row, "removing", isRemoval(file));
    byId("detail-take").hidden = !isChoosable(file);
    byId("detail-take").disabled = commitPlan.plan === null || !isChoosable(file);
    byId("detail-take").checked = choice === "apply";
  }

  #choose(isIncluded) {
    const { relation, id } = this.#file;
    const wanted = { ...(relation === "gone" && { relation }), file_ids: [id] };
    commitPlan.choose(isIncluded ? "apply" : "leave", wanted);
  }
}
