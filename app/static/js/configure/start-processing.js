/* The Start button: describes what it will do, does it, and shows the Process step at once. */
import { session } from "../live/session-store.js";
import { api } from "../shared/api.js";
import { byId, setText } from "../shared/dom.js";
import { count, plural } from "../shared/format.js";
import { go } from "../shared/route.js";
import { showError } from "../shared/toasts.js";
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
    if (this.#isStarting || problem()) return;
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
    const obstacle = problem();
    setText(byId("start-summary"), obstacle || summary(this.#fileTypes.estimate));
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

function problem() {
  return ingestOptions.folders.size === 0 ? "Choose at least one folder." : optionsProblem();
}

function summary(estimate) {
  const folders = plural(ingestOptions.folders.size, "folder");
  if (estimate === null) return `${folders}, counting …`;
  const { files, isExact } = estimate;
  const most = ingestOptions.options.max_files;
  const limit = most !== null && most < files ? `, at most ${count(most)} of them new` : "";
  return `${folders}, ${isExact ? "" : "about "}${plural(files, "file")}${limit}`;
}
