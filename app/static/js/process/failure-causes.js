/* Why files failed, grouped by cause. Each cause can be retried on its own, and so can a single file. */
import { session } from "../live/session-store.js";
import { api } from "../shared/api.js";
import { byId, fragment, setHidden } from "../shared/dom.js";
import { formatRoute } from "../shared/route.js";
import { isTerminal, mayRetry } from "../shared/status.js";
import { showError } from "../shared/toasts.js";
import { stepName } from "../texts/step-names.js";
import { translate } from "../texts/translate.js";

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
    else showCauses([], id, status);
  }

  async #load(key, id, status) {
    try {
      const { causes } = await api.failures(id);
      if (key === this.#shownKey) showCauses(causes, id, status);
    } catch (error) {
      console.info("The causes could not be loaded.", error.message);
      this.#shownKey = "";
    }
  }
}

function showCauses(causes, sessionId, status) {
  setHidden(byId("causes"), !isWorthListing(causes));
  byId("causes").replaceChildren(...causes.map((cause) => buildRow(cause, sessionId, status)));
}

/** Causes of one file each say no more than the list. */
function isWorthListing(causes) {
  return causes.some(({ files }) => files > 1);
}

function buildRow({ step, reason, files }, sessionId, status) {
  const line = fragment("cause");
  line.querySelector(".error-step").textContent = stepName(step);
  line.querySelector(".cause-reason").textContent = reason;
  const link = line.querySelector(".cause-files");
  link.textContent = translate("causes-files", { files });
  link.href = formatRoute({ step: "preview", sessionId, query: { show: "failed", q: reason } });
  link.setAttribute("aria-label", translate("causes-files-label", { files, reason }));
  const button = line.querySelector("button");
  button.hidden = !mayRetry(status);
  button.setAttribute("aria-label", translate("causes-retry-label", { files, reason }));
  button.addEventListener("click", () => retry(button, { cause: { step, reason }, pending: "leave" }));
  return line;
}

async function retryFile(button) {
  const { path } = button.dataset;
  try {
    const { files } = await api.files(session.sessionId, { outcome: "failed", q: path, page_size: SEARCHED });
    const file = files.find((found) => found.path === path);
    if (file) await retry(button, { file_ids: [file.id], pending: "leave" });
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
