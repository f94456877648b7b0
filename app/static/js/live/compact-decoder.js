/* The stream's events folded into the status document. Pure: nothing is changed in place.
   The form is written down in docs/decisions/0301-compact-frames.md. */

export const KEEPALIVE_EVENT = "keepalive";
/** Names of the events that carry state. */
export const STATE_EVENTS = ["snapshot", "message", "failure", "end"];
export const ERRORS_KEPT = 200;

const BASE = 36;
const VALUE = /([A-Z])([0-9a-z]+)/y;
const SAME_FOLDER = "'";

/** The document after `event` (`{ type, data }`); null until there was a snapshot. Unknown events change nothing. */
export function fold(document, { type, data }) {
  if (type === "snapshot") return JSON.parse(data);
  if (type === "message" || type === "end") return patched(document, data);
  if (type === "failure" && document) return withFailure(document, JSON.parse(data));
  return document;
}

function patched(document, data) {
  if (data.startsWith("{")) return { ...document, ...JSON.parse(data) };
  return document && withValues(document, data);
}

function withFailure(document, [at, path, step, reason]) {
  const failure = { at, path, file: path.slice(path.lastIndexOf("/") + 1), step, reason };
  return { ...document, errors: [...document.errors, failure].slice(-ERRORS_KEPT) };
}

/** A short patch: `P2KoE1jk'ComfyUI_00003_.png`, absolute values in base 36, then the current file. */
function withValues(document, data) {
  const values = numbersOf(document);
  let place = 0;
  VALUE.lastIndex = 0;
  for (let match = VALUE.exec(data); match; match = VALUE.exec(data)) {
    values[match[1]] = Number.parseInt(match[2], BASE);
    place = VALUE.lastIndex;
  }
  return {
    ...document,
    ...fromNumbers(document, values),
    current_file: fileOf(document.current_file, data.slice(place)),
  };
}

function numbersOf({ processed_files: processed, progress, stats, ledger, commit }) {
  return {
    P: processed,
    M: processed - stats.metadata_extracted,
    K: stats.keywords_added,
    S: stats.scores_imported,
    N: stats.nsfw_detected,
    F: ledger.failed,
    G: progress,
    D: ledger.discovered,
    X: ledger.skipped,
    C: commit.committed,
  };
}

function fromNumbers(document, { P, M, K, S, N, F, G, D, X, C, E }) {
  return {
    progress: G,
    processed_files: P,
    total_files: D - X,
    elapsed_s: E === undefined ? document.elapsed_s : E / 1000,
    commit: { ...document.commit, committed: C },
    stats: {
      processed_files: P,
      metadata_extracted: P - M,
      keywords_added: K,
      scores_imported: S,
      nsfw_detected: N,
      errors: F,
    },
    ledger: { discovered: D, ok: P - F, failed: F, skipped: X, pending: D - X - P },
  };
}

function fileOf(current, text) {
  if (!text) return current;
  const name = JSON.parse(`"${text.slice(1)}"`);
  return text[0] === SAME_FOLDER ? current.slice(0, current.lastIndexOf("/") + 1) + name : name;
}
