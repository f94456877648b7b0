/* Pause, resume, cancel, and the link to the preview. */

import { session } from "../live/session-store.js";
import { api } from "../shared/api.js";
import { confirmed } from "../shared/confirm.js";
import { byId, setAttribute, setHidden, setText } from "../shared/dom.js";
import { count, plural } from "../shared/format.js";
import { formatRoute } from "../shared/route.js";
import { isProcessing, mayPause, mayResume, mayRetry } from "../shared/status.js";
import { showError } from "../shared/toasts.js";

const SUMMARIES = {
  completed: "Nothing is in the library yet.",
  cancelled: "Nothing is in the library yet.",
  error: "Nothing is in the library yet.",
  committing: "Being written to the library.",
  committed: "In the library.",
  commit_error: "Nothing was committed.",
  undone: "Removed from the library again.",
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

export function showControls(state) {
  const { session_id: id, status, ledger } = state;
  setHidden(byId("retry"), !mayRetry(status) || ledger.failed + ledger.pending === 0);
  setText(byId("retry-text"), retryText(ledger));
  setHidden(byId("pause"), !mayPause(state));
  setHidden(byId("resume-session"), !mayResume(state));
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
    isProcessing(status) ? "Preview files read so far" : `Review ${count(ledger.ok + ledger.failed)} files`,
  );
}

function retryText({ failed, pending }) {
  if (failed === 0) return `Read the remaining ${plural(pending, "file")}`;
  return `Retry ${plural(failed, "file")}`;
}

async function cancel() {
  const sure = await confirmed({
    title: "Cancel this session?",
    text: "It stops at once. What was read stays and can be reviewed and committed.",
    yes: "Cancel session",
    no: "Keep processing",
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
