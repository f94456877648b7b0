/* The HTTP doors. Every refusal becomes an ApiError that says what was wrong and what to do. */

const TIMEOUT_MS = 20_000;
const LOOKING_AT_ALL_MS = 180_000;
const SOCKETS_PER_HOST = 6;
const SOCKET_TEST_MS = 700;

export class ApiError extends Error {
  /** `data` is what some errors carry beside their words. */
  constructor({ code, message, cure, ...data }, status) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.cure = cure;
    this.data = data;
    this.status = status;
  }

  /** The session is not there: never was, or was deleted. */
  get isLost() {
    return this.status === 404 || this.status === 410;
  }
}

export const api = {
  process: (parameters) => send("POST", "/api/ingest/process", { parameters }),
  status: (id) => get(`/api/ingest/status/${segment(id)}`),
  activeSession: () => get("/api/ingest/active-session"),
  sessions: () => get("/api/ingest/sessions"),
  history: (query) => get("/api/ingest/sessions", query),
  session: (id) => get(`/api/ingest/session/${segment(id)}`),
  deleteSession: (id) => send("DELETE", `/api/ingest/session/${segment(id)}`),
  cancel: (id) => send("POST", `/api/ingest/cancel/${segment(id)}`),
  pause: (id) => send("POST", `/api/ingest/pause/${segment(id)}`),
  resume: (id) => send("POST", `/api/ingest/resume/${segment(id)}`),
  directories: (path) => get("/api/ingest/directories", path === null ? {} : { path }),
  fileTypes: (directories, recursive, signal) =>
    send("POST", "/api/ingest/file-types", { directories, recursive }, signal),
  files: (id, query, signal) => get(`/api/ingest/session/${segment(id)}/files`, query, signal, LOOKING_AT_ALL_MS),
  duplicates: (id, query, signal) =>
    get(`/api/ingest/session/${segment(id)}/duplicates`, query, signal, LOOKING_AT_ALL_MS),
  preview: (id) => get(`/api/ingest/session/${segment(id)}/preview`, {}, undefined, LOOKING_AT_ALL_MS),
  choose: (id, choice) =>
    send("POST", `/api/ingest/session/${segment(id)}/choices`, choice, undefined, LOOKING_AT_ALL_MS),
  editFile: (id, fileId, changes) => send("PATCH", `/api/ingest/session/${segment(id)}/file/${fileId}`, changes),
  revertFile: (id, fileId) => send("DELETE", `/api/ingest/session/${segment(id)}/file/${fileId}/edits`),
  keywords: (id, limit) => get(`/api/ingest/session/${segment(id)}/keywords`, { limit }),
  moveNsfwThreshold: (id, threshold) =>
    send("PATCH", `/api/ingest/session/${segment(id)}`, { nsfw_threshold: threshold }),
  libraryFiles: (query, signal) => get("/api/library/files", query, signal),
  libraryFacets: () => get("/api/library/facets"),
  libraryKeywords: (prefix, limit) => get("/api/library/keywords", { prefix, limit }),
  failures: (id) => get(`/api/ingest/session/${segment(id)}/failures`),
  retry: (id, which = {}) => send("POST", `/api/ingest/retry/${segment(id)}`, which),
  setPriority: (id, priority) => send("POST", `/api/ingest/session/${segment(id)}/priority`, { priority }),
  next: (id, folder) => send("POST", `/api/ingest/session/${segment(id)}/next`, { folder }),
  pendingFolders: (id) => get(`/api/ingest/session/${segment(id)}/pending-folders`),
  undo: (id) => send("POST", `/api/ingest/undo/${segment(id)}`),
  commit: (id) => send("POST", "/api/ingest/commit", { session_id: id }),
  commitStatus: (id) => get(`/api/ingest/commit-status/${segment(id)}`),
};

/**
 * Idle sockets may be dead without anybody having noticed (a phone that slept, a router that forgot). One
 * small request on each of the six that a browser keeps to a host, given up soon, makes it drop the dead ones.
 */
export function dropDeadSockets() {
  for (let socket = 0; socket < SOCKETS_PER_HOST; socket += 1) {
    fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(SOCKET_TEST_MS) }).catch((error) =>
      console.debug("A dead socket was dropped.", error.name),
    );
  }
}

export function streamUrl(id) {
  return `/api/ingest/stream/${segment(id)}?format=compact`;
}

export function reportUrl(id, format) {
  return `/api/ingest/report/${segment(id)}${format === "html" ? "" : `?format=${format}`}`;
}

function segment(id) {
  return encodeURIComponent(id.toWellFormed ? id.toWellFormed() : id);
}

function get(path, query = {}, signal = undefined, patience = TIMEOUT_MS) {
  const search = new URLSearchParams(query).toString();
  return request(search ? `${path}?${search}` : path, { method: "GET" }, signal, patience);
}

function send(method, path, body, signal = undefined, patience = TIMEOUT_MS) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  return request(
    path,
    { method, headers, body: body === undefined ? undefined : JSON.stringify(body) },
    signal,
    patience,
  );
}

async function request(url, options, signal, patience = TIMEOUT_MS) {
  const limit = AbortSignal.timeout(patience);
  const response = await reach(url, { ...options, signal: signal ? AbortSignal.any([signal, limit]) : limit });
  const answer = await bodyOf(response);
  if (response.ok) return answer;
  throw new ApiError(answer?.error ?? unexplained(response), response.status);
}

async function reach(url, options) {
  try {
    return await fetch(url, { ...options, cache: "no-store" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(
      {
        code: "unreachable",
        message: "The server does not answer.",
        cure: "Check that it runs and that you are online.",
      },
      0,
    );
  }
}

async function bodyOf(response) {
  const text = await response.text();
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null; // a proxy's HTML error page, for example; the status still tells
  }
}

function unexplained(response) {
  return {
    code: "http_error",
    message: `The server answered ${response.status} ${response.statusText}`.trim() + ".",
    cure: "Its log names the cause; trying again may help.",
  };
}
