/* Exports from the library. */
import { download, get, segment, send } from "../shared/api.js";

const EXPORTS = "/api/library/exports";
const MANY_FILES_MS = 180_000;

/** Resolves to `{ roots, parquet, exports }`. */
export function listExports() {
  return get(EXPORTS);
}

/** `wanted` names the files, `plan` what to write into which folder, as in the API. */
export function startExport(wanted, plan) {
  return send("POST", EXPORTS, { ...wanted, ...plan }, undefined, MANY_FILES_MS);
}

export function findExport(id) {
  return get(`${EXPORTS}/${segment(id)}`);
}

export function cancelExport(id) {
  return send("POST", `${EXPORTS}/${segment(id)}/cancel`);
}

/** Resolves to the table of these files as a Blob. */
export function fetchTable(wanted, format) {
  return download(`${EXPORTS}/table`, { ...wanted, as: format });
}
