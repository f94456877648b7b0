/* The dialog that exports files of the library: a table to download, or files into a folder of the server. */
import { mayEdit } from "../shared/caller.js";
import { byId, setHidden, setText } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { fetchTable, listExports, startExport } from "./export-api.js";
import { ExportResult } from "./export-result.js";
import { planSentence } from "./export-sentence.js";

const REVOKE_MS = 60_000;

export class ExportDialog {
  #result = new ExportResult();
  #wanted = null;
  #files = 0;

  constructor() {
    const dialog = byId("export-dialog");
    byId("export-form").addEventListener("input", () => this.#showChoice());
    byId("export-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#export();
    });
    byId("export-close").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  }

  /** Asks what to do with files: `wanted` names them as in the API, `what` says in words which they are. */
  async open(wanted, files, what) {
    this.#wanted = wanted;
    this.#files = files;
    setText(byId("export-what"), what);
    if (!this.#result.isRunning) this.#result.close();
    this.#showChoice();
    byId("export-dialog").showModal();
    try {
      this.#showServer(await listExports());
    } catch (error) {
      showError(error);
    }
  }

  /** News of an export, from the library's stream. */
  take(job) {
    this.#result.take(job);
  }

  /** Events may have been missed. */
  refresh() {
    this.#result.refresh();
  }

  #showServer({ roots, parquet }) {
    const hasRoots = roots.length > 0;
    setHidden(byId("export-no-roots"), hasRoots || !mayEdit());
    for (const choice of byId("export-form").querySelectorAll("[name='kind']")) {
      choice.disabled = choice.value !== "table" && !(hasRoots && mayEdit());
    }
    const field = byId("export-folder");
    if (hasRoots && field.value === "") field.value = `${roots[0]}/${new Date().toISOString().slice(0, 10)}`;
    byId("export-form").querySelector("[value='parquet']").disabled = !parquet;
    this.#showChoice();
  }

  get #choice() {
    const { elements } = byId("export-form");
    const layout = elements.layout.value;
    const kind = elements.kind.value === "captions" ? layout : elements.kind.value;
    return {
      kind,
      format: elements.format.value,
      folder: elements.folder.value.trim(),
      names: elements.names.value.trim() || "{name}",
      caption: elements.caption.value.trim() || "{prompt}",
      repeats: Number(elements.repeats.value) || 1,
      concept: elements.concept.value.trim() || "pictures",
      links: kind === "copies" && elements.links.checked,
      xmp: kind === "copies" && elements.xmp.checked,
    };
  }

  #showChoice() {
    const { kind, layout } = byId("export-form").elements;
    for (const part of byId("export-form").querySelectorAll("[data-for]")) {
      const isOfKind = part.dataset.for.split(" ").includes(kind.value);
      setHidden(part, !isOfKind || (part.dataset.layout ?? layout.value) !== layout.value);
    }
    const choice = this.#choice;
    setText(byId("export-sentence"), planSentence({ ...choice, files: this.#files }));
    const isTable = choice.kind === "table";
    setText(byId("export-start"), isTable ? translate("export-download") : translate("export-start"));
  }

  async #export() {
    const button = byId("export-start");
    if (button.getAttribute("aria-busy") === "true" || this.#result.isRunning) return;
    button.setAttribute("aria-busy", "true");
    try {
      await this.#carryOut(this.#choice);
    } catch (error) {
      showError(error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  async #carryOut({ format, ...plan }) {
    if (plan.kind === "table") save(await fetchTable(this.#wanted, format), `headrace-library.${format}`);
    else this.#result.open(await startExport(this.#wanted, plan));
  }
}

/** Lets the browser save a Blob under a name. */
function save(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), REVOKE_MS);
}
