/* The preview's NSFW threshold: scores are stored, so moving it labels the files anew and reads none. */

import { session } from "../live/session-store.js";
import { api } from "../shared/api.js";
import { byId, debounced, setHidden, setText } from "../shared/dom.js";
import { plural } from "../shared/format.js";
import { showError } from "../shared/toasts.js";

const SETTLED_MS = 300;

let about = null;
let asked = 0;

/** `moved()` is called when the files have other labels. */
export function startNsfwThreshold(moved) {
  const range = byId("nsfw-threshold-range");
  const settle = debounced(SETTLED_MS, (sessionId, threshold) => move(sessionId, threshold, moved));
  range.addEventListener("input", () => {
    showValue(range.value);
    settle(about.session_id, Number(range.value));
  });
  byId("nsfw-threshold").addEventListener("submit", (event) => event.preventDefault());
}

/** Shows where the threshold of a session stands, from the API's answer about it. */
export function showNsfwThreshold(found) {
  const isOther = about?.session_id !== found.session_id;
  about = found;
  const { enable_nsfw_detection: isJudged, nsfw_threshold: threshold } = found.parameters;
  const problem = whyFixed(found.status);
  setHidden(byId("nsfw-threshold"), !isJudged || problem === null);
  const range = byId("nsfw-threshold-range");
  range.disabled = Boolean(problem);
  // Under the reader's finger the newest wish stands, not the answer to an older one.
  if (isOther || document.activeElement !== range) range.value = threshold;
  showValue(range.value);
  setText(byId("nsfw-threshold-note"), problem || `${plural(found.totals.nsfw, "file")} of ${found.totals.ok}`);
}

/** Why the threshold cannot be moved: "" where it can, null where there is nothing to say yet. Pure. */
export function whyFixed(status) {
  if (status === "starting" || status === "processing" || status === "paused") return null;
  if (status === "committing") return "The library is being written.";
  return status === "committed" ? "In the library; take the commit back to move it." : "";
}

async function move(sessionId, threshold, moved) {
  asked += 1;
  const mine = asked;
  try {
    await api.moveNsfwThreshold(sessionId, threshold);
    await session.changed();
  } catch (error) {
    showError(error);
    byId("nsfw-threshold-range").blur();
  }
  if (mine === asked && about.session_id === sessionId) moved();
}

function showValue(threshold) {
  setText(byId("nsfw-threshold-value"), `${Math.round(threshold * 100)}%`);
}
