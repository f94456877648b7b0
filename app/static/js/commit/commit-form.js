/* The Commit step before and during a commit: the sentence, the button and the progress. */
import { byId, setHidden, setText } from "../shared/dom.js";
import { isCommittable } from "../shared/status.js";
import { commitPercent } from "../shared/title.js";
import { translate } from "../texts/translate.js";
import { commitSentence, pendingFiles } from "./commit-counts.js";

const LABELS = { commit_error: translate("commit-button-again"), committed: translate("commit-button-changes") };

/**
 * `counts`: what a commit would do, null while unknown. `isReady`: the facts are shown. `isAsking`: a commit was
 * requested. `undone`: what the user has just undone, as a sentence. `problem`: why the facts could not be loaded.
 */
export function showCommitForm({ status, ledger, message, commit }, { counts, isReady, isAsking, undone, problem }) {
  const isRunning = status === "committing";
  const isBusy = isRunning || isAsking;
  setText(byId("commit-title"), status === "committed" ? translate("commit-title-again") : translate("commit-title"));
  setText(byId("commit-what"), counts ? commitSentence(counts) : translate("commit-working-out"));
  setHidden(byId("commit-what"), problem !== "");
  const isPossible = isCommittable(status) && hasSomething(status, ledger, counts);
  byId("commit").disabled = isBusy || !isReady || !isPossible;
  byId("commit").setAttribute("aria-busy", String(isBusy));
  setText(byId("commit-label"), labelFor(status, isBusy));
  byId("commit-error").hidden = status !== "commit_error";
  setText(byId("commit-error"), message || translate("commit-failed"));
  byId("commit-undone").hidden = status !== "undone" && !undone;
  setText(byId("commit-undone"), undone || message || translate("commit-was-undone"));
  byId("commit-progress").hidden = !isRunning;
  if (isRunning) showProgress(commit, message);
}

/**
 * Without a readable file there may still be missing files to remove, and known ones that were edited. After a commit
 * only what has changed since counts.
 */
function hasSomething(status, { ok }, counts) {
  return pendingFiles(counts) > 0 || (ok > 0 && status !== "committed");
}

function labelFor(status, isBusy) {
  if (isBusy) return translate("commit-button-busy");
  return LABELS[status] ?? translate("commit-button");
}

function showProgress(commit, message) {
  const percent = commitPercent(commit);
  setText(byId("commit-percent"), translate("commit-percent", { percent }));
  setText(byId("commit-text"), message || translate("commit-written", { done: commit.committed, total: commit.total }));
  byId("commit-bar").setAttribute("aria-valuenow", percent);
  byId("commit-fill").style.setProperty("transform", `translateX(${percent - 100}%)`);
}
