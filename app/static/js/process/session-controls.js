/* Pause, resume, cancel, and the link to the preview. */

import { session } from "../live/session-store.js";
import { api } from "../shared/api.js";
import { confirmed } from "../shared/confirm.js";
import { byId, setAttribute, setHidden, setText } from "../shared/dom.js";
import { nothingRead } from "../shared/nothing-read.js";
import { formatRoute } from "../shared/route.js";
import { isProcessing, mayPause, mayResume, mayRetry } from "../shared/status.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";

const SUMMARIES = {
  completed: translate("process-not-in-library"),
  cancelled: translate("process-not-in-library"),
  error: translate("process-not-in-library"),
  committing: translate("process-being-written"),
  committed: translate("process-in-library"),
  commit_error: translate("process-not-committed"),
  undone: translate("process-removed-again"),
};

export function startControls() {
  byId("pause").addEventListener("click", () => act(byId("pause"), api.pause));
  byId("resume-session").addEventListener("click", () => act(byId("resume-session"), api.resume));
  byId("cancel").addEventListener("click", cancel);
  startReading("retry", "leave");
  startReading("read-rest", "only");
}

/** A press on the button `id` starts a run; `pending`: what it does with the files that were not read yet. */
function startReading(id, pending) {
  byId(id).addEventListener("click", () =>
    act(
      byId(id),
      (sessionId) => api.retry(sessionId, { pending }),
      () => session.follow(),
    ),
  );
}

export function showControls(state) {
  const { status, ledger } = state;
  setHidden(byId("retry"), !mayRetry(status) || ledger.failed === 0);
  setText(byId("retry-text"), translate("failures-retry", { files: ledger.failed }));
  setHidden(byId("read-rest"), !mayRetry(status) || ledger.pending === 0);
  setText(byId("read-rest-text"), translate("process-read-rest", { files: ledger.pending }));
  setHidden(byId("pause"), !mayPause(state));
  setHidden(byId("resume-session"), !mayResume(state));
  setHidden(byId("cancel"), !isProcessing(status));
  setHidden(byId("process-actions"), !isProcessing(status));
  const summary = byId("process-summary");
  setHidden(summary, isProcessing(status));
  setText(summary, nothingRead(state) ? "" : (SUMMARIES[status] ?? ""));
  showNextStep(state);
}

/** Where nothing was read there is nothing to review. */
function showNextStep(state) {
  const { session_id: sessionId, status, ledger } = state;
  const nothing = nothingRead(state);
  const link = byId("to-preview");
  setAttribute(link, "href", formatRoute({ step: "preview", sessionId }));
  setHidden(link, nothing === "none" || nothing === "unread");
  link.classList.toggle("button-primary", !isProcessing(status) && nothing === "");
  setText(byId("to-preview-text"), previewText(status, ledger));
  setHidden(byId("choose-another"), nothing === "" || nothing === "unread");
  byId("choose-another").classList.toggle("button-primary", nothing === "none");
  byId("read-rest").classList.toggle("button-primary", nothing === "unread");
  setHidden(byId("process-library"), nothing !== "known");
}

function previewText(status, { ok, failed, skipped }) {
  if (isProcessing(status)) return translate("process-preview-so-far");
  if (ok + failed > 0) return translate("process-review", { files: ok + failed });
  return translate("process-preview-skipped", { files: skipped });
}

async function cancel() {
  const sure = await confirmed({
    title: translate("process-cancel-title"),
    text: translate("process-cancel-text"),
    yes: translate("process-cancel-yes"),
    no: translate("process-cancel-no"),
  });
  if (sure) await act(byId("cancel"), api.cancel);
}

/** By default polling asks at once instead of waiting for the next second; a stream brings the new state by itself. */
async function act(button, call, after = () => session.wake()) {
  button.setAttribute("aria-busy", "true");
  try {
    await call(session.sessionId);
    after();
  } catch (error) {
    showError(error);
  } finally {
    button.removeAttribute("aria-busy");
  }
}
