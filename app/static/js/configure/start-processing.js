/* The Start button: describes what it will do, does it, and shows the Process step at once. */
import { session } from "../live/session-store.js";
import { api } from "../shared/api.js";
import { byId, setText } from "../shared/dom.js";
import { bytes, span } from "../shared/format.js";
import { go } from "../shared/route.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { ingestOptions } from "./ingest-options-store.js";
import { optionsProblem } from "./options-form.js";

export class StartButton {
  #fileTypes;
  #isStarting = false;

  /** `fileTypes` knows how many files would be read. */
  constructor(fileTypes) {
    this.#fileTypes = fileTypes;
  }

  start() {
    byId("start").addEventListener("click", () => this.#press());
    ingestOptions.addEventListener("change", () => this.#show());
    this.#fileTypes.addEventListener("change", () => this.#show());
    this.#show();
  }

  async #press() {
    if (this.#isStarting || problem(this.#fileTypes.estimate)) return;
    this.#setBusy(true);
    try {
      await startProcessing();
    } catch (error) {
      showError(error);
    } finally {
      this.#setBusy(false);
    }
  }

  #show() {
    const { estimate } = this.#fileTypes;
    const obstacle = problem(estimate);
    setText(byId("start-summary"), obstacle || summary(estimate));
    setText(byId("start-estimate"), obstacle || estimate === null ? "" : cost(estimate));
    byId("start").disabled = Boolean(obstacle) || this.#isStarting;
  }

  #setBusy(isBusy) {
    this.#isStarting = isBusy;
    byId("start").setAttribute("aria-busy", String(isBusy));
    this.#show();
  }
}

/** Starts a session with the chosen folders and options, and shows it. */
export async function startProcessing() {
  const { session_id: sessionId } = await api.process(ingestOptions.parameters);
  session.open(sessionId, { isNew: true });
  ingestOptions.clear();
  go({ step: "process", sessionId });
}

function problem(estimate) {
  const { folders } = ingestOptions;
  if (folders.size === 0) return translate("start-no-folder");
  return optionsProblem() || (estimate === null ? "" : emptyProblem(estimate, folders.size));
}

function emptyProblem({ total, files, isExact }, folders) {
  if (!isExact || files > 0) return "";
  if (total > 0) return translate("start-no-match", { files: total });
  if (folders > 1) return translate("start-folders-empty");
  return ingestOptions.options.recursive ? translate("start-folder-empty") : translate("start-folder-no-own");
}

function summary(estimate) {
  const folders = ingestOptions.folders.size;
  if (estimate === null) return translate("start-counting", { folders });
  const { files, total, isExact } = estimate;
  const values = { folders, files, total };
  return isExact ? translate("start-summary", values) : translate("start-summary-open", values);
}

/** What the session would take: how many files it reads, how long that takes, and what it stores. */
function cost({ files, known, isExact, secondsAFile, databaseBytesAFile }) {
  const { skip_existing: skips, max_files: most } = ingestOptions.options;
  const fresh = skips ? Math.max(0, files - known) : files;
  const read = most === null ? fresh : Math.min(fresh, most);
  if (read === 0) return translate("cost-nothing");
  const what = { files: read, which: skips ? "new" : "any", bound: isExact || most === read ? "about" : "over" };
  if (secondsAFile === null) return translate("cost-files", what);
  const time = span(read * secondsAFile);
  if (databaseBytesAFile === null) return translate("cost-time", { ...what, time });
  return translate("cost-size", { ...what, time, size: bytes(read * databaseBytesAFile) });
}
