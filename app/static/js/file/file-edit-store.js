/* Edits of files on their way to the server. */
import { api } from "../shared/api.js";
import { inTurn } from "../shared/request-queue.js";

let waiting = 0;

/** The file's document once this edit and all before it are saved; null while later edits are on their way. */
export function saveEdit(sessionId, fileId, changes) {
  return counted(() => api.editFile(sessionId, fileId, changes));
}

/** Likewise, with the file as it was read. */
export function revertEdits(sessionId, fileId) {
  return counted(() => api.revertFile(sessionId, fileId));
}

async function counted(send) {
  waiting += 1;
  try {
    const file = await inTurn(send);
    return waiting === 1 ? file : null;
  } finally {
    waiting -= 1;
  }
}
