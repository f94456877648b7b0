/* In the detail: what a commit does with this file, and whether it shall. */

import { preview } from "../commit/commit-plan-store.js";
import { fileLine, isChoosable, isRemoval, RELATIONS } from "../commit/relations.js";
import { byId, setFlag, setText } from "../shared/dom.js";

const WHY = {
  new: () => "The library knows neither its path nor its content.",
  changed: () => "The library has other values at this path.",
  moved: () => "The same content, and its old path is no longer there.",
  duplicate: ({ in_library: other }) =>
    other?.path
      ? `The library has the same content at ${other.path}.`
      : "The same content stands earlier in this session.",
  same: () => "The library has it just as it is on the disk.",
  gone: () => "The library has it, the disk no longer.",
};

let shown = null;

/** `choose(choice, { relation, file_ids })` is called when the reader chose for the file that is shown. */
export function startDetailChoice(choose) {
  byId("detail-take").addEventListener("change", ({ target }) =>
    choose(target.checked ? "apply" : "leave", selector()),
  );
}

/** The other choice, for the keyboard. */
export function turnDetailOver() {
  if (!byId("detail-take").disabled && !byId("detail-choice").hidden) byId("detail-take").click();
}

export function showDetailChoice(file) {
  shown = file;
  const row = byId("detail-choice");
  row.hidden = !(file.relation in RELATIONS);
  if (row.hidden) return;
  const { relation, choice, name } = file;
  setText(byId("detail-will"), fileLine(file));
  setText(byId("detail-why"), WHY[relation](file));
  setText(byId("detail-take-label"), relation === "gone" ? `Remove ${name} from the library` : `Take ${name}`);
  setFlag(row, "removing", isRemoval(file));
  byId("detail-take").hidden = !isChoosable(file);
  byId("detail-take").disabled = preview.document === null || !isChoosable(file);
  byId("detail-take").checked = choice === "apply";
}

function selector() {
  return { ...(shown.relation === "gone" && { relation: "gone" }), file_ids: [shown.id] };
}
