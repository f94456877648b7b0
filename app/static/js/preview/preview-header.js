/* What surrounds the list of the preview: totals, reports, what a commit does, and the way to it. */
import { commitSentence, countsOf, pendingFiles } from "../commit/commit-counts.js";
import { commitPlan } from "../commit/commit-plan-store.js";
import { session } from "../live/session-store.js";
import { reportUrl } from "../shared/api.js";
import { mayEdit } from "../shared/caller.js";
import { byId, setText } from "../shared/dom.js";
import { bytes } from "../shared/format.js";
import { formatRoute } from "../shared/route.js";
import { isCommittable, isProcessing, isRunning, statusBadge } from "../shared/status.js";
import { translate } from "../texts/translate.js";

export function showTotals({ totals }) {
  const parts = [
    translate("preview-total-images", { files: totals.images }),
    translate("preview-total-videos", { files: totals.videos }),
    bytes(totals.bytes),
    translate("preview-total-prompt", { files: totals.with_prompt }),
    translate("preview-total-score", { files: totals.with_score }),
  ];
  byId("preview-totals").replaceChildren(...parts.flatMap((part, place) => (place ? [" · ", part] : [part])));
}

export function showLinks(sessionId) {
  for (const format of ["html", "json", "csv"]) byId(`report-${format}`).href = reportUrl(sessionId, format);
  byId("back-to-process").href = formatRoute({ step: "process", sessionId });
}

/** Says what a commit would do, and on the link to it whether anything has changed since the last one. */
export function showSentence() {
  const { plan } = commitPlan;
  setText(byId("preview-sentence"), plan ? commitSentence(countsOf(plan)) : "");
  if (session.state) setText(byId("to-commit-text"), commitLabel(session.state.status));
}

/** Shows whether the session can be committed, and whether files are still being read. */
export function showSessionState(state) {
  const { session_id: sessionId, status, progress: percent } = state;
  const isOpen = isCommittable(status);
  const link = byId("to-commit");
  link.setAttribute("aria-disabled", String(!isOpen));
  if (isOpen) link.href = formatRoute({ step: "commit", sessionId });
  else link.removeAttribute("href");
  setText(byId("to-commit-text"), commitLabel(status));
  const running = byId("preview-running");
  running.hidden = !isProcessing(status);
  setText(running, isRunning(status) ? translate("preview-running", { percent }) : statusBadge(state).text);
}

function commitLabel(status) {
  const { plan } = commitPlan;
  if (status === "committed") {
    const hasChanges = plan !== null && pendingFiles(countsOf(plan)) > 0;
    return hasChanges && mayEdit() ? translate("preview-to-commit-changes") : translate("preview-to-commit-done");
  }
  return mayEdit() ? translate("preview-to-commit") : translate("preview-to-commit-viewer");
}
