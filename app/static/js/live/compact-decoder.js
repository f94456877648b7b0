/* Applies the stream's events to the status document. Pure: nothing is changed in place.
   The format is described in docs/decisions/0301-compact-frames.md. */
import { pageConfig } from "../shared/config.js";

export const KEEPALIVE_EVENT = "keepalive";
/** Its data is how many percent of the browsers stream. */
export const ROLLOUT_EVENT = "rollout";
/** Names of the events that carry state. */
export const STATE_EVENTS = ["snapshot", "message", "failure", "end"];

const ERRORS_KEPT = pageConfig.rules.errors_kept;
const BASE = 36;
const VALUES = /^((?:[A-Z][0-9a-z]+)*)(.*)$/su;
const VALUE = /([A-Z])([0-9a-z]+)/g;
const SAME_FOLDER = "'";

/** Returns the state after an event (`{ type, data }`); null before the first snapshot. Ignores unknown events. */
export function applyEvent(state, { type, data }) {
  if (type === "snapshot") return JSON.parse(data);
  if (type === "message" || type === "end") return withPatch(state, data);
  if (type === "failure" && state) return withFailure(state, JSON.parse(data));
  return state;
}

function withPatch(state, data) {
  if (data.startsWith("{")) return { ...state, ...JSON.parse(data) };
  return state && withValues(state, data);
}

function withFailure(state, [at, path, step, reason]) {
  const failure = { at, path, file: path.slice(path.lastIndexOf("/") + 1), step, reason };
  return { ...state, errors: [...state.errors, failure].slice(-ERRORS_KEPT) };
}

/** A short patch is `P2KoE1jk'ComfyUI_00003_.png`: absolute values in base 36, then the current file. */
function withValues(state, data) {
  const [, encoded, file] = VALUES.exec(data);
  const values = numbersOf(state);
  for (const [, name, digits] of encoded.matchAll(VALUE)) values[name] = Number.parseInt(digits, BASE);
  return { ...state, ...fromNumbers(state, values), current_file: fileOf(state.current_file, file) };
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

function fromNumbers(state, { P, M, K, S, N, F, G, D, X, C, E }) {
  return {
    progress: G,
    processed_files: P,
    total_files: D - X,
    elapsed_s: E === undefined ? state.elapsed_s : E / 1000,
    commit: { ...state.commit, committed: C },
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
