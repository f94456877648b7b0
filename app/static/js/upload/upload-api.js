/* The API of adding files. */
import { ApiError, segment, send } from "../shared/api.js";
import { translate } from "../texts/translate.js";

const UPLOADS = "/api/ingest/uploads";

/** Resolves to `{ upload_id, path }`: the folder that is going to have the files. */
export const beginUpload = (files, bytes) => send("POST", UPLOADS, { files, bytes });

/**
 * Sends one file: `{ promise, abort }`. `onProgress` gets the bytes that were sent. Not `fetch`, which does not say how
 * far a body has been sent.
 */
export function sendFile(uploadId, { path, file }, onProgress) {
  const request = new XMLHttpRequest();
  const promise = new Promise((resolve, reject) => {
    request.upload.addEventListener("progress", ({ loaded }) => onProgress(loaded));
    request.addEventListener("load", () => settle(request, resolve, reject));
    request.addEventListener("error", () => reject(new ApiError(unreachable(), 0)));
    request.addEventListener("abort", () => reject(new DOMException("cancelled", "AbortError")));
  });
  request.open("PUT", `${UPLOADS}/${segment(uploadId)}/file?${new URLSearchParams({ path })}`);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.send(file);
  return { promise, abort: () => request.abort() };
}

function settle(request, resolve, reject) {
  const answer = parse(request.responseText);
  if (request.status === 201) resolve(answer);
  else reject(new ApiError(answer?.error ?? unreachable(), request.status));
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // an error page of a proxy, for example
  }
}

/** The connection broke off, or the file cannot be read any more; the browser does not say which. */
function unreachable() {
  return { code: "broken_off", message: translate("upload-broken"), cure: translate("upload-broken-cure") };
}
