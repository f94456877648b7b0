/* Why files failed, grouped by cause. Each cause can be retried on its own, and so can a single file. */
import { session } from "../live/session-store.js";
import { api } from "../shared/api.js";
import { byId, fragment, setHidden } from "../shared/dom.js";
import { plural } from "../shared/format.js";
import { isTerminal, mayRetry } from "../shared/status.js";
import { showError } from "../shared/toasts.js";

const SEARCHED = 200;

export class FailureCauses {
  #shownKey = "";

  constructor() {
    byId("errors").addEventListener("click", ({ target }) => {
      const button = target.closest(".error-again");
      if (button) retryFile(button);
    });
  }

  show({ session_id: id, status, ledger, run }) {
    const key = isTerminal(status) && ledger.failed > 0 ? `${id} ${run} ${status}` : "";
    byId("errors").toggleAttribute("data-retriable", mayRetry(status));
    if (key === this.#shownKey) return;
    this.#shownKey = key;
    if (key) this.#load(key, id, status);
    else showCauses([], status);
  }

  async #load(key, id, status) {
    try {
      const { causes } = await api.failures(id);
      if (key === this.#shownKey) showCauses(causes, status);
    } catch (error) {
      console.info("The causes could not be loaded.", error.message);
      this.#shownKey = "";
    }
  }
}

function showCauses(causes, status) {
  setHidden(byId("causes"), !isWorthListing(causes));
  byId("causes").replaceChildren(...causes.map((cause) => buildRow(cause, status)));
}

/** A single cause says no more than the button for all files, and causes of one file each no more than the list. */
function isWorthListing(causes) {
  return causes.length > 1 && causes.some(({ files }) => files > 1);
}

function buildRow({ step, reason, files }, status) {
  const line = fragment("cause");
  line.querySelector(".error-step").textContent = step;
  line.querySelector(".cause-reason").textContent = reason;
  line.querySelector(".cause-files").textContent = plural(files, "file");
  const button = line.querySelector("button");
  button.hidden = !mayRetry(status);
  button.setAttribute("aria-label", `Retry the ${plural(files, "file")} that failed with: ${reason}`);
  button.addEventListener("click", () => retry(button, { cause: { step, reason } }));
  return line;
}

async function retryFile(button) {
  const { path } = button.dataset;
  try {
    const { files } = await api.files(session.sessionId, { outcome: "failed", q: path, page_size: SEARCHED });
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
