/* How this page learns of progress: by streaming where the browser and the rollout allow it, otherwise by polling. */
import { pageConfig } from "../shared/config.js";
import { startProgressPolling } from "./progress-polling.js";
import { startProgressStreaming } from "./progress-streaming.js";

/**
 * Follows session `sessionId` until it ends or `stop()` is called on what this returns.
 * `onState(state, at)` gets each new state and when it arrived, `onLine(line)` the state of the connection, and
 * `onLost(error)` is called when there is no such session. `initial` is a state that is already known.
 */
export function startProgressUpdates(sessionId, handlers) {
  const reason = whyPolling();
  console.info(reason ? `Progress by polling: ${reason}` : "Progress by streaming (Server-Sent Events).");
  document.body.dataset.transport = reason ? "poll" : "stream";
  return reason ? startProgressPolling(sessionId, handlers) : startProgressStreaming(sessionId, handlers);
}

function whyPolling() {
  if (!window.EventSource) return "this browser has no EventSource.";
  if (pageConfig.transport === "poll") return "the server asked this browser to (STREAMING_ROLLOUT_PERCENT).";
  return "";
}
