/* The state of a session in words: a title and its messages. */
import { byId, setAttribute, setHidden, setText } from "../shared/dom.js";
import { nothingTitle } from "../shared/nothing-read.js";
import { messagesOf } from "../shared/status.js";
import { translate } from "../texts/translate.js";

const TITLES = {
  starting: translate("state-starting"),
  processing: translate("state-processing"),
  paused: translate("state-paused"),
  completed: translate("state-completed"),
  committing: translate("state-committing"),
  committed: translate("state-committed"),
  undone: translate("state-undone"),
  error: translate("state-error"),
  cancelled: translate("state-cancelled"),
  commit_error: translate("state-commit-error"),
};

export function showState(state) {
  setText(byId("process-title"), titleOf(state));
  showMessage(state);
}

/** Pure. */
export function titleOf(state) {
  if (state.waiting) return translate("state-waiting");
  return nothingTitle(state) || failuresTitle(state) || (TITLES[state.status] ?? state.status);
}

/** The title of a session that has ended, but not with every file read; empty where that of its status fits. */
function failuresTitle({ status, ledger: { ok, failed } }) {
  if (status !== "completed" || failed === 0) return "";
  return ok === 0 ? translate("state-none-read") : translate("state-completed-failed", { files: failed });
}

function showMessage(state) {
  const { status } = state;
  const box = byId("process-message");
  const message = messagesOf(state);
  setHidden(box, !message);
  setAttribute(
    box,
    "class",
    `callout ${status === "error" || status === "commit_error" ? "callout-bad" : "callout-info"}`,
  );
  setText(box, message);
}
