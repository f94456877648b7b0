/* Announces progress to screen readers: each quarter and the end. */
import { announce } from "../shared/announcement-store.js";
import { nothingTitle } from "../shared/nothing-read.js";
import { translate } from "../texts/translate.js";

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
    progress >= QUARTER ? translate("announce-quarter", { percent: Math.floor(progress / QUARTER) * QUARTER }) : "",
  completed: (state) => (nothingTitle(state) ? `${nothingTitle(state)}.` : translate("announce-read", state.ledger)),
  committed: ({ message }) => translate("announce-committed", { message }),
  error: ({ message }) => translate("announce-stopped", { message }),
  commit_error: ({ message }) => translate("announce-stopped", { message }),
  cancelled: ({ ledger }) => translate("announce-cancelled", { files: ledger.ok + ledger.failed }),
};

/** Pure. */
export function sentenceFor(state) {
  return SENTENCES[state.status]?.(state) ?? "";
}
