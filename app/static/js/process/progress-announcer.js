/* Announces progress to screen readers: each quarter and the end. */
import { announce } from "../shared/announcement-store.js";
import { count, plural } from "../shared/format.js";

const QUARTER = 25;

export class ProgressAnnouncer {
  #announced = "";

  show(state) {
    const key = keyOf(state);
    if (key === this.#announced) return;
    this.#announced = key;
    const sentence = sentenceFor(state);
    if (sentence) announce(sentence);
  }
}

function keyOf({ session_id: id, status, progress }) {
  return `${id} ${status} ${status === "processing" ? Math.floor(progress / QUARTER) : ""}`;
}

const SENTENCES = {
  processing: ({ progress }) =>
    progress >= QUARTER ? `${Math.floor(progress / QUARTER) * QUARTER} percent processed.` : "",
  completed: ({ ledger: { ok, failed, skipped } }) =>
    `All files read: ${count(ok)} ok, ${count(failed)} failed, ${count(skipped)} skipped.`,
  committed: ({ message }) => `Committed. ${message}`,
  error: ({ message }) => `Stopped. ${message}`,
  commit_error: ({ message }) => `Stopped. ${message}`,
  cancelled: ({ ledger }) => `Cancelled after ${plural(ledger.ok + ledger.failed, "file")}.`,
};

/** Pure. */
export function sentenceFor(state) {
  return SENTENCES[state.status]?.(state) ?? "";
}
