/* What surrounds the list of the preview: totals, reports, what a commit does, and the way to it. */
import { commitSentence, countsOf } from "../commit/commit-counts.js";
import { commitPlan } from "../commit/commit-plan-store.js";
import { reportUrl } from "../shared/api.js";
import { byId, setText } from "../shared/dom.js";
import { bytes, count, plural } from "../shared/format.js";
import { formatRoute } from "../shared/route.js";
import { isCommittable, isProcessing } from "../shared/status.js";

export function showTotals({ totals }) {
  const parts = [
    plural(totals.images, "image"),
    plural(totals.videos, "video"),
    bytes(totals.bytes),
    `${count(totals.with_prompt)} with a prompt`,
    `${count(totals.with_score)} with a score`,
  ];
  byId("preview-totals").replaceChildren(...parts.flatMap((part, place) => (place ? [" · ", part] : [part])));
}

export function showLinks(sessionId) {
  for (const format of ["html", "json", "csv"]) byId(`report-${format}`).href = reportUrl(sessionId, format);
  byId("back-to-process").href = formatRoute({ step: "process", sessionId });
}

/** Says what a commit would do. */
export function showSentence() {
  const { plan } = commitPlan;
  setText(byId("preview-sentence"), plan ? commitSentence(countsOf(plan)) : "");
}

/** Shows whether the session can be committed, and whether files are still being read. */
export function showSessionState({ session_id: sessionId, status, progress }) {
  const isOpen = isCommittable(status);
  const link = byId("to-commit");
  link.setAttribute("aria-disabled", String(!isOpen));
  if (isOpen) link.href = formatRoute({ step: "commit", sessionId });
  else link.removeAttribute("href");
  setText(byId("to-commit-text"), status === "committed" ? "See the commit" : "Go to commit");
  const running = byId("preview-running");
  running.hidden = !isProcessing(status);
  setText(running, `Still reading: ${progress}%. These are the files read so far.`);
}
