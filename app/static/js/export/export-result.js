/* The progress of an export, and its result. */

import { announce } from "../shared/announcement-store.js";
import { byId, element, setHidden, setText } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { cancelExport, findExport } from "./export-api.js";
import { resultLines, stateSentence } from "./export-sentence.js";

export class ExportResult {
  #shown = null;
  /* Id → the newest news of an export. A short one may be over before the answer that it was started. */
  #news = new Map();

  constructor() {
    byId("export-cancel").addEventListener("click", () => this.#cancel());
  }

  /** Whether an export that is shown runs. */
  get isRunning() {
    return this.#shown?.state === "running";
  }

  /** Shows an export from now on. */
  open(job) {
    this.#shown = this.#news.get(job.id) ?? job;
    this.#show(this.#shown);
    byId(this.isRunning ? "export-cancel" : "export-close").focus();
  }

  /** Asks how far the shown export is: the stream may have missed its end. */
  async refresh() {
    if (!this.isRunning) return;
    try {
      this.take(await findExport(this.#shown.id));
    } catch (error) {
      showError(error);
    }
  }

  close() {
    this.#shown = null;
    setHidden(byId("export-result"), true);
  }

  /** News of an export; of others than the one that is shown, nothing is shown. */
  take(job) {
    this.#news.set(job.id, job);
    if (job.id !== this.#shown?.id || this.#shown.state !== "running") return;
    this.#shown = job;
    this.#show(job);
    if (job.state !== "running") announce(stateSentence(job));
  }

  #show(job) {
    const isRunning = job.state === "running";
    setHidden(byId("export-result"), false);
    setHidden(byId("export-progress"), !isRunning);
    setHidden(byId("export-cancel"), !isRunning);
    const done = job.written + job.present + job.left_out + job.failed;
    Object.assign(byId("export-progress"), { max: Math.max(1, job.total), value: done });
    setText(byId("export-state"), stateSentence(job));
    byId("export-lines").replaceChildren(...resultLines(job).map((text) => element("li", { text, dir: "auto" })));
    byId("export-failures").replaceChildren(
      ...job.failures.map(failureLine),
      ...job.new_names.map((one) => element("li", { text: translate("export-renamed", one), dir: "auto" })),
    );
  }

  async #cancel() {
    try {
      await cancelExport(this.#shown.id);
    } catch (error) {
      showError(error);
    }
  }
}

function failureLine({ path, reason, cure }) {
  return element("li", {
    class: "export-failure",
    text: translate("export-failure", { path, reason, cure }),
    dir: "auto",
  });
}
