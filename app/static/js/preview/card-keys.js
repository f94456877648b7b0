/* Rating files on their cards, without opening them. */
import { commitPlan } from "../commit/commit-plan-store.js";
import { editFor } from "../file/edit-keys.js";
import { fileEdits } from "../file/file-edit-store.js";
import { byId } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";

/** `list`: the preview's list. */
export function startCardKeys(list) {
  byId("grid").addEventListener("keydown", (event) => {
    const file = list.at(event.target.closest(".file-card")?.dataset.place);
    const change = file && editFor(event.key, file);
    if (!change || file.folded || !commitPlan.mayEdit(file)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    save(file, change);
  });
}

async function save({ id }, change) {
  try {
    await fileEdits.save(id, change);
  } catch (error) {
    showError(error);
  }
}
