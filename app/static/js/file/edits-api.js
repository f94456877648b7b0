/* The part of the API that edits files of a session before its commit. */
import { get, segment, send } from "../shared/api.js";

const MANY_FILES_MS = 180_000;

export const editsApi = {
  editFile: (id, fileId, changes) => send("PATCH", `${session(id)}/file/${fileId}`, changes),
  revertFile: (id, fileId) => send("DELETE", `${session(id)}/file/${fileId}/edits`),
  steps: (id) => get(`${session(id)}/edits`),
  makeStep: (id, step) => send("POST", `${session(id)}/edits`, step, undefined, MANY_FILES_MS),
  undoStep: (id, step) => send("POST", `${session(id)}/edits/undo`, { step }, undefined, MANY_FILES_MS),
  redoStep: (id, step) => send("POST", `${session(id)}/edits/redo`, { step }, undefined, MANY_FILES_MS),
};

function session(id) {
  return `/api/ingest/session/${segment(id)}`;
}
