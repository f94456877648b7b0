/* The source of an import: it is read by the server, which says how far it is, and what it matched. */
import { announce } from "../shared/announcement-store.js";
import { get, segment, send } from "../shared/api.js";
import { byId, element, setAttribute, setHidden, setText } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { matchedLines, stateSentence, unmatchedLine } from "./import-sentences.js";

export const IMPORTS = "/api/library/imports";

/** Dispatches `read` ({ job }) when a source was read that can be imported. */
export class ImportSource extends EventTarget {
  #shown = null;

  constructor() {
    super();
    byId("import-cancel").addEventListener("click", () => this.#cancel());
  }

  /** The address of the import that is shown. */
  get address() {
    return `${IMPORTS}/${segment(this.#shown.id)}`;
  }

  get isReading() {
    return this.#shown?.state === "reading";
  }

  /** Lets the server read a source: `{ path, kind }`. */
  async start(source) {
    this.#show(await send("POST", IMPORTS, source));
    byId("import-cancel").focus();
    await this.refresh();
  }

  /** News from the library's stream: `{ id, state, read }`. */
  take({ id, state, read }) {
    if (id !== this.#shown?.id || !this.isReading) return;
    if (state === "reading") this.#show({ ...this.#shown, read });
    else this.refresh();
  }

  /** Asks how far it is: a short one may be over before the answer that it was started. */
  async refresh() {
    if (!this.isReading) return;
    const { id } = this.#shown;
    try {
      const job = await get(this.address);
      if (id !== this.#shown.id || !this.isReading) return;
      this.#show(job);
      if (!this.isReading) this.#end(job);
    } catch (error) {
      showError(error);
    }
  }

  #end(job) {
    if (job.state === "ready") this.dispatchEvent(new CustomEvent("read", { detail: job }));
    else byId("import-path").focus();
    announce(stateSentence(job));
  }

  #show(job) {
    this.#shown = job;
    setHidden(byId("import-result"), false);
    setHidden(byId("import-progress"), !this.isReading);
    setHidden(byId("import-cancel"), !this.isReading);
    setText(byId("import-state"), stateSentence(job));
    byId("import-matched").replaceChildren(...matchedLines(job).map(line));
    setHidden(byId("import-unmatched"), job.not_matched === 0);
    setText(byId("import-unmatched-title"), translate("import-unmatched", { entries: job.not_matched }));
    byId("import-unmatched-list").replaceChildren(...job.unmatched.map((entry) => line(unmatchedLine(entry))));
    setAttribute(byId("import-unmatched-all"), "href", `${this.address}/unmatched`);
  }

  async #cancel() {
    try {
      await send("POST", `${this.address}/cancel`);
    } catch (error) {
      showError(error);
    }
  }
}

export function line(text) {
  return element("li", { text, dir: "auto" });
}
