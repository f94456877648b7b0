/* The HTTP API. Every refusal becomes an ApiError that says what was wrong and what to do. */

const TIMEOUT_MS = 20_000;
const WHOLE_SESSION_MS = 180_000;
const SOCKETS_PER_HOST = 6;
const SOCKET_TEST_MS = 700;

export class ApiError extends Error {
  /** `data`: the further fields of some errors. */
  constructor({ code, message, cure, ...data }, status) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.cure = cure;
    this.data = data;
    this.status = status;
  }

  /** The session does not exist, or no longer. */
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
  files: (id, query, signal) => get(`/api/ingest/session/${segment(id)}/files`, query, signal, WHOLE_SESSION_MS),
  duplicates: (id, query, signal) =>
    get(`/api/ingest/session/${segment(id)}/duplicates`, query, signal, WHOLE_SESSION_MS),
  preview: (id) => get(`/api/ingest/session/${segment(id)}/preview`, {}, undefined, WHOLE_SESSION_MS),
  choose: (id, choice) =>
    send("POST", `/api/ingest/session/${segment(id)}/choices`, choice, undefined, WHOLE_SESSION_MS),
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
 * Makes the browser drop dead sockets. Idle sockets may be dead without the browser knowing (a phone that slept, a
 * router that forgot a connection). One small request on each of the six that it keeps to a host, with a short time
 * limit, finds the dead ones.
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
        message: "Cannot reach the server.",
        cure: "Check that it is running and that you are connected.",
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
    return null; // An HTML error page of a proxy, for example: the status still says enough.
  }
}

function unexplained(response) {
  return {
    code: "http_error",
    message: `The server answered ${[response.status, response.statusText].filter(Boolean).join(" ")}.`,
    cure: "Try again; the server's log names the cause.",
  };
}
