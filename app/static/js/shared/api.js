/* The HTTP API. Every refusal becomes an ApiError that says what was wrong and what to do. */
import { translate } from "../texts/translate.js";
import { hideSignedOut, isSignedOutShown, showSignedOut } from "./signed-out.js";

const TIMEOUT_MS = 20_000;
const WHOLE_SESSION_MS = 180_000;
const SOCKETS_PER_HOST = 6;
const SOCKET_TEST_MS = 700;
/** A cure that names a route. It comes when something is gone that the page still shows. */
const FOR_PROGRAMS = /\b(?:GET|POST|PUT|DELETE) \/api\//;

export class ApiError extends Error {
  /** `data`: the further fields of some errors. */
  constructor({ code, message, cure, ...data }, status) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.cure = FOR_PROGRAMS.test(cure) ? translate("request-outdated-cure") : cure;
    this.data = data;
    this.status = status;
  }

  /** The session does not exist, or no longer. */
  get isLost() {
    return this.status === 404 || this.status === 410;
  }

  /** Asking again would change nothing. */
  get isFinal() {
    return this.isLost || this.isSignedOut;
  }

  /** The sign-in has ended. A password that is wrong is another matter. */
  get isSignedOut() {
    return this.status === 401 && this.code !== "wrong_password";
  }
}

export const api = {
  process: (parameters) => send("POST", "/api/ingest/process", { parameters }),
  status: (id) => get(`/api/ingest/status/${segment(id)}`),
  machines: () => get("/api/machines"),
  connectionProblems: (seen) => get("/api/ingest/connection/problems", seen),
  activeSession: () => get("/api/ingest/active-session"),
  sessions: (query = {}) => get("/api/ingest/sessions", query),
  session: (id) => get(`/api/ingest/session/${segment(id)}`),
  deleteSession: (id) => send("DELETE", `/api/ingest/session/${segment(id)}`),
  cancel: (id) => send("POST", `/api/ingest/cancel/${segment(id)}`),
  pause: (id) => send("POST", `/api/ingest/pause/${segment(id)}`),
  resume: (id) => send("POST", `/api/ingest/resume/${segment(id)}`),
  files: (id, query, signal) => get(`/api/ingest/session/${segment(id)}/files`, query, signal, WHOLE_SESSION_MS),
  duplicates: (id, query, signal) =>
    get(`/api/ingest/session/${segment(id)}/duplicates`, query, signal, WHOLE_SESSION_MS),
  preview: (id) => get(`/api/ingest/session/${segment(id)}/preview`, {}, undefined, WHOLE_SESSION_MS),
  choose: (id, choice) =>
    send("POST", `/api/ingest/session/${segment(id)}/choices`, choice, undefined, WHOLE_SESSION_MS),
  file: (id, fileId) => get(`/api/ingest/session/${segment(id)}/file/${fileId}`),
  keywords: (id, limit) => get(`/api/ingest/session/${segment(id)}/keywords`, { limit }),
  moveNsfwThreshold: (id, threshold) =>
    send("PATCH", `/api/ingest/session/${segment(id)}`, { nsfw_threshold: threshold }),
  libraryFiles: (query, signal) => get("/api/library/files", query, signal),
  libraryFile: (fileId) => get(`/api/library/file/${fileId}`),
  libraryFacets: (query) => get("/api/library/facets", query),
  libraryTerms: (q) => get("/api/library/terms", { q }),
  libraryCompletions: (q, place) => get("/api/library/completions", { q, place }),
  libraryFolders: (part, limit) => get("/api/library/folders", { part, limit }),
  libraryKeywords: (prefix, limit) => get("/api/library/keywords", { prefix, limit }),
  failures: (id) => get(`/api/ingest/session/${segment(id)}/failures`),
  retry: (id, which = {}) => send("POST", `/api/ingest/retry/${segment(id)}`, which),
  activity: (id, { after, limit }) => get(`/api/ingest/session/${segment(id)}/activity`, { after, limit }),
  skip: (id, fileId) => send("POST", `/api/ingest/session/${segment(id)}/skip`, { file_id: fileId }),
  setPriority: (id, priority) => send("POST", `/api/ingest/session/${segment(id)}/priority`, { priority }),
  next: (id, folder) => send("POST", `/api/ingest/session/${segment(id)}/next`, { folder }),
  pendingFolders: (id) => get(`/api/ingest/session/${segment(id)}/pending-folders`),
  undo: (id) => send("POST", `/api/ingest/undo/${segment(id)}`),
  commit: (id) => send("POST", "/api/ingest/commit", { session_id: id }),
  isReachable,
  text: textOf,
  commits: (id) => get(`/api/ingest/session/${segment(id)}/commits`),
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

/** Where the progress of session `id` comes from: `{ name, stream, status() }`. */
export function progressOf(id) {
  return { name: id, stream: `/api/ingest/stream/${segment(id)}?format=compact`, status: () => api.status(id) };
}

export function reportUrl(id, format) {
  return `/api/ingest/report/${segment(id)}${format === "html" ? "" : `?format=${format}`}`;
}

export function segment(id) {
  return encodeURIComponent(id.toWellFormed ? id.toWellFormed() : id);
}

/** Resolves to whether the bytes at `path` can be read; only the first one is asked for. */
async function isReachable(path) {
  try {
    await request(path, { method: "GET", headers: { Range: "bytes=0-0" } });
    return true;
  } catch (error) {
    console.info("A file cannot be reached.", error.message);
    return false;
  }
}

/** Resolves to the text at `path` as it was sent. */
async function textOf(path) {
  const response = await reach(path, { method: "GET", signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new ApiError(unexplained(response), response.status);
  return response.text();
}

/** Resolves to what a POST with this JSON body answers, as a Blob, however long it takes. */
export async function download(path, body) {
  const response = await reach(path, optionsOf("POST", body));
  if (response.ok) return response.blob();
  throw errorOf(response, await bodyOf(response));
}

/** GET: resolves to the answer. */
export function get(path, query = {}, signal = undefined, patience = TIMEOUT_MS) {
  const search = new URLSearchParams(query).toString();
  return request(search ? `${path}?${search}` : path, { method: "GET" }, signal, patience);
}

/** Another method, with a JSON body: resolves to the answer. */
export function send(method, path, body, signal = undefined, patience = TIMEOUT_MS) {
  return request(path, optionsOf(method, body), signal, patience);
}

function optionsOf(method, body) {
  if (body === undefined) return { method, headers: {} };
  return { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

async function request(url, options, signal, patience = TIMEOUT_MS) {
  const isAfterwards = isSignedOutShown(); // an answer that was on its way when the sign-in ended tells nothing
  const limit = AbortSignal.timeout(patience);
  const response = await reach(url, { ...options, signal: signal ? AbortSignal.any([signal, limit]) : limit });
  const answer = await bodyOf(response);
  if (response.ok) {
    if (isAfterwards) hideSignedOut();
    return answer;
  }
  throw errorOf(response, answer);
}

/** Returns the error that an answer is, and says so on the page where the sign-in has ended. */
function errorOf(response, answer) {
  const error = new ApiError(answer?.error ?? unexplained(response), response.status);
  if (error.isSignedOut) showSignedOut();
  return error;
}

async function reach(url, options) {
  try {
    return await fetch(url, { ...options, cache: "no-store" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(
      {
        code: "unreachable",
        message: translate("request-unreachable"),
        cure: translate("request-unreachable-cure"),
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
  const answer = [response.status, response.statusText].filter(Boolean).join(" ");
  return {
    code: "http_error",
    message: translate("request-unexplained", { answer }),
    cure: translate("request-unexplained-cure"),
  };
}
