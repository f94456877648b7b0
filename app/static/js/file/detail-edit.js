/* Score, favourite and keywords of the file in the detail: saved at once, taken back with one press. */

import { isEditable } from "../commit/commit-plan-store.js";
import { session } from "../live/session-store.js";
import { announce } from "../shared/announcement-store.js";
import { byId } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";
import { savedSentence } from "./edit-keys.js";
import { revertEdits, saveEdit } from "./file-edit-store.js";
import { showKeywords, startKeywordField } from "./keyword-field.js";
import { scoreKey, showScore, startScoreField } from "./score-field.js";

let fileChanged = () => {};
let shown = null;

/** `fileChanged(file)` is called with the file's document as the server has it after an edit. */
export function startDetailEdit(options) {
  ({ fileChanged } = options);
  startScoreField((change) => save(change));
  startKeywordField((keywords) => save({ keywords }));
  byId("edit-revert").addEventListener("click", revert);
}

export function showEdit(file) {
  if (shown?.id !== file.id || !isEditable(file)) byId("keyword-new").value = "";
  shown = file;
  byId("edit").hidden = !isEditable(file);
  showScore(file);
  showKeywords(file.keywords);
  byId("edit-revert").hidden = !file.edited?.length;
}

/** Whether the key was an edit. */
export function editKey(key) {
  return !byId("edit").hidden && scoreKey(key);
}

async function save(change) {
  await send(saveEdit(session.sessionId, shown.id, change), savedSentence(change));
}

async function revert() {
  await send(revertEdits(session.sessionId, shown.id), "Your changes are taken back.");
  byId("edit-favourite").focus();
}

async function send(saving, sentence) {
  const { id } = shown;
  try {
    const file = await saving;
    announce(sentence);
    if (file) fileChanged(file);
  } catch (error) {
    showError(error);
    if (shown.id === id) showEdit(shown);
  }
}
