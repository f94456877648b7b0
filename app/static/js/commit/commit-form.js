/* The Commit step before and during a commit: the sentence, the button and the progress. */
import { byId, setText } from "../shared/dom.js";
import { count, plural } from "../shared/format.js";
import { isCommittable } from "../shared/status.js";
import { commitPercent } from "../shared/title.js";
import { commitSentence } from "./commit-counts.js";

/**
 * `counts`: what a commit would do, null while unknown. `isReady`: the facts are shown. `isAsking`: a commit was
 * requested. `undone`: what the user has just undone, as a sentence.
 */
export function showCommitForm({ status, ledger, message, commit }, { counts, isReady, isAsking, undone }) {
  const isRunning = status === "committing";
  const isBusy = isRunning || isAsking;
  if (counts) setText(byId("commit-what"), commitSentence(counts));
  const isPossible = isCommittable(status) && (ledger.ok > 0 || changesLibrary(counts));
  byId("commit").disabled = isBusy || !isReady || !isPossible;
  byId("commit").setAttribute("aria-busy", String(isBusy));
  setText(byId("commit-label"), labelFor(status, isBusy));
  byId("commit-error").hidden = status !== "commit_error";
  setText(byId("commit-error"), message || "Nothing was committed.");
  byId("commit-undone").hidden = status !== "undone";
  setText(byId("commit-undone"), undone || message || "This commit was undone.");
  byId("commit-progress").hidden = !isRunning;
  if (isRunning) showProgress(commit, message);
}

/** Without a readable file there may still be missing files to remove, and known ones that were edited. */
function changesLibrary(counts) {
  return counts !== null && counts.updated + counts.removed > 0;
}

function labelFor(status, isBusy) {
  if (isBusy) return "Committing …";
  return status === "commit_error" ? "Try again" : "Commit";
}

function showProgress(commit, message) {
  const percent = commitPercent(commit);
  setText(byId("commit-percent"), `${percent}%`);
  setText(byId("commit-text"), message || `${count(commit.committed)} of ${plural(commit.total, "file")}`);
  byId("commit-bar").setAttribute("aria-valuenow", percent);
  byId("commit-fill").style.setProperty("transform", `translateX(${percent - 100}%)`);
}
