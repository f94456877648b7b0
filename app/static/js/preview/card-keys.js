/* Scoring on the cards, without opening them. */

import { isEditable } from "../commit/commit-plan-store.js";
import { editFor, savedSentence } from "../file/edit-keys.js";
import { saveEdit } from "../file/file-edit-store.js";
import { session } from "../live/session-store.js";
import { announce } from "../shared/announcement-store.js";
import { byId } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";

/** `fileChanged(file)` is called with the file's document as the server has it after an edit. */
export function startCardKeys({ filesShown, fileChanged }) {
  byId("grid").addEventListener("keydown", (event) => {
    const file = filesShown()[event.target.closest(".file-card")?.dataset.place];
    const change = file && editFor(event.key, file);
    if (!change || file.folded || !isEditable(file) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    save(file, change, fileChanged);
  });
}

async function save({ id }, change, fileChanged) {
  try {
    const file = await saveEdit(session.sessionId, id, change);
    announce(savedSentence(change));
    if (file) fileChanged(file);
  } catch (error) {
    showError(error);
  }
}
