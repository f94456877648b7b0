/* Progress for the ear: the quarters and the end. */
import { announce } from "../shared/announcement-store.js";
import { count, plural } from "../shared/format.js";

const QUARTER = 25;

let told = "";

export function announceProgress(document) {
  const key = keyOf(document);
  if (key === told) return;
  told = key;
  const sentence = sentenceFor(document);
  if (sentence) announce(sentence);
}

function keyOf({ session_id: id, status, progress }) {
  return `${id} ${status} ${status === "processing" ? Math.floor(progress / QUARTER) : ""}`;
}

/** Pure. */
export function sentenceFor({ status, progress, ledger, message }) {
  if (status === "processing")
    return progress >= QUARTER ? `${Math.floor(progress / QUARTER) * QUARTER} percent processed.` : "";
  if (status === "completed")
    return `All files read: ${count(ledger.ok)} ok, ${count(ledger.failed)} failed, ${count(ledger.skipped)} skipped.`;
  if (status === "committed") return `Committed. ${message}`;
  if (status === "error" || status === "commit_error") return `Stopped. ${message}`;
  if (status === "cancelled") return `Cancelled after ${plural(ledger.ok + ledger.failed, "file")}.`;
  return "";
}
