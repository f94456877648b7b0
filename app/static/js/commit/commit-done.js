/* The Commit step after a commit: what was written, as the journal of the session's commits has it. */
import { mayEdit } from "../shared/caller.js";
import { byId, setHidden, setText } from "../shared/dom.js";
import { count } from "../shared/format.js";
import { translate } from "../texts/translate.js";
import { doneSentence } from "./commit-counts.js";
import { libraryAddress, newestCommit, undoableCommit } from "./commit-journal.js";

const FIGURES = { created: "created", updated: "updated", moved: "moved", removed: "removed", left: "left_out" };

/** `journal`: null while it is loaded; `undone`: what the user has just undone, as a sentence. */
export function showDone({ ledger, message, discovery_message: discovery, commit: last }, { journal, undone }) {
  setHidden(byId("done-undone"), !undone);
  setText(byId("done-undone"), undone);
  showFailed(ledger);
  setHidden(byId("done-discovery"), !discovery);
  setText(byId("done-discovery"), discovery);
  const commit = journal && newestCommit(journal);
  for (const [name, field] of Object.entries(FIGURES)) setText(byId(`done-${name}`), figure(commit?.[field]));
  byId("open-library").href = libraryAddress(commit);
  const said = commit && doneSentence(commit, undoableCommit(journal));
  setText(byId("done-message"), said || message || translate("commit-done-files", { files: last.committed }));
}

function figure(number) {
  return number == null ? "–" : count(number);
}

function showFailed({ failed }) {
  setHidden(byId("done-failed"), failed === 0);
  const files = failed;
  setText(
    byId("done-failed"),
    mayEdit() ? translate("commit-done-failed-retry", { files }) : translate("commit-done-failed", { files }),
  );
}
