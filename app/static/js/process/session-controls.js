/* Pause, go on, cancel, and the way to the preview. */

import { session } from "../live/session-store.js";
import { api } from "../shared/api.js";
import { confirmed } from "../shared/confirm.js";
import { byId, setAttribute, setHidden, setText } from "../shared/dom.js";
import { count } from "../shared/format.js";
import { formatRoute } from "../shared/route.js";
import { isProcessing, mayGoOn, mayPause, mayRetry } from "../shared/status.js";
import { showError } from "../shared/toasts.js";

const SUMMARIES = {
  completed: "Nothing is in the library yet.",
  cancelled: "Nothing is in the library yet.",
  error: "Nothing is in the library yet.",
  committing: "On the way into the library.",
  committed: "In the library.",
  commit_error: "Nothing was committed.",
  undone: "Taken out of the library again.",
};

export function startControls() {
  byId("pause").addEventListener("click", () => act(byId("pause"), api.pause));
  byId("resume-session").addEventListener("click", () => act(byId("resume-session"), api.resume));
  byId("cancel").addEventListener("click", cancel);
  byId("retry").addEventListener("click", () =>
    act(
      byId("retry"),
      (id) => api.retry(id),
      () => session.follow(),
    ),
  );
}

export function showControls(document) {
  const { session_id: id, status, ledger } = document;
  setHidden(byId("retry"), !mayRetry(status) || ledger.failed + ledger.pending === 0);
  setText(byId("retry-text"), retryText(ledger));
  setHidden(byId("pause"), !mayPause(document));
  setHidden(byId("resume-session"), !mayGoOn(document));
  setHidden(byId("cancel"), !isProcessing(status));
  setHidden(byId("process-actions"), !isProcessing(status));
  const summary = byId("process-summary");
  setHidden(summary, isProcessing(status));
  setText(summary, SUMMARIES[status] ?? "");
  const link = byId("to-preview");
  setAttribute(link, "href", formatRoute({ step: "preview", sessionId: id }));
  link.classList.toggle("button-primary", !isProcessing(status));
  setText(
    byId("to-preview-text"),
    isProcessing(status) ? "See files so far" : `Review ${count(ledger.ok + ledger.failed)} files`,
  );
}

function retryText({ failed, pending }) {
  if (failed === 0) return `Read the ${count(pending)} left`;
  return failed === 1 ? "Read it again" : `Read all ${count(failed)} again`;
}

async function cancel() {
  const sure = await confirmed({
    title: "Cancel this session?",
    text: "It stops at once. What was read stays and can be reviewed and committed.",
    yes: "Cancel session",
  });
  if (sure) await act(byId("cancel"), api.cancel);
}

/** `after` by default: whoever polls need not wait for the next second; a stream brings the news by itself. */
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
