/* Rating files on their cards, without opening them. */
import { editFor } from "../file/edit-keys.js";
import { showError } from "../shared/toasts.js";

/** `list`: a `FileListStore` with an `editor`, shown in `grid`. */
export function startCardKeys(list, grid) {
  grid.addEventListener("keydown", (event) => {
    const file = list.at(event.target.closest(".file-card")?.dataset.place);
    const change = file && (list.editor.editForCard(event.key, file) ?? editFor(event.key, file));
    if (!change || file.folded || !list.editor.mayEdit(file)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    save(list.editor, file, change);
  });
}

async function save(editor, file, change) {
  try {
    await editor.save(file, change);
  } catch (error) {
    showError(error);
  }
}
