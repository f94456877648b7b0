/* Why files failed, grouped; each cause can be read again on its own, and so can a single file. */

import { session } from "../live/session-store.js";
import { api } from "../shared/api.js";
import { byId, fragment, setHidden } from "../shared/dom.js";
import { plural } from "../shared/format.js";
import { isTerminal, mayRetry } from "../shared/status.js";
import { showError } from "../shared/toasts.js";

let shownFor = "";

export function startCauses() {
  byId("errors").addEventListener("click", ({ target }) => {
    const button = target.closest(".error-again");
    if (button) readFileAgain(button);
  });
}

export function showCauses({ session_id: id, status, ledger, run }) {
  const key = isTerminal(status) && ledger.failed > 0 ? `${id} ${run} ${status}` : "";
  byId("errors").toggleAttribute("data-retriable", mayRetry(status));
  if (key === shownFor) return;
  shownFor = key;
  if (key) load(key, id, status);
  else show([], status);
}

async function load(key, id, status) {
  try {
    const { causes } = await api.failures(id);
    if (key === shownFor) show(causes, status);
  } catch (error) {
    console.info("No answer about the causes.", error.message);
    shownFor = "";
  }
}

function show(causes, status) {
  setHidden(byId("causes"), !isWorthListing(causes));
  byId("causes").replaceChildren(...causes.map((cause) => row(cause, status)));
}

/** One cause alone says nothing that the button for all does not; causes of one file each nothing that their lines do not. */
function isWorthListing(causes) {
  return causes.length > 1 && causes.some(({ files }) => files > 1);
}

function row({ step, reason, files }, status) {
  const line = fragment("cause");
  line.querySelector(".error-step").textContent = step;
  line.querySelector(".cause-reason").textContent = reason;
  line.querySelector(".cause-files").textContent = plural(files, "file");
  const button = line.querySelector("button");
  button.hidden = !mayRetry(status);
  button.setAttribute("aria-label", `Read again the ${plural(files, "file")} that failed with: ${reason}`);
  button.addEventListener("click", () => retry(button, { cause: { step, reason } }));
  return line;
}

async function readFileAgain(button) {
  const { path } = button.dataset;
  try {
    const { files } = await api.files(session.sessionId, { outcome: "failed", q: path, page_size: 200 });
    const file = files.find((found) => found.path === path);
    if (file) await retry(button, { file_ids: [file.id] });
  } catch (error) {
    showError(error);
  }
}

async function retry(button, which) {
  button.setAttribute("aria-busy", "true");
  try {
    await api.retry(session.sessionId, which);
    session.follow();
  } catch (error) {
    showError(error);
  } finally {
    button.removeAttribute("aria-busy");
  }
}
