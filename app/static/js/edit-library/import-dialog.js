/* Importing what other programs know: a source is read, then it is said what would change, and a press does that. */
import { get } from "../shared/api.js";
import { mayEdit } from "../shared/caller.js";
import { byId, setAttribute, setHidden, setText } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { conflictHint, planLines, planSentence } from "./import-sentences.js";
import { ImportSource, line } from "./import-source.js";
import { librarySteps } from "./library-steps-store.js";

const PLANNING_MS = 180_000;

export class ImportDialog {
  #dialog = byId("import-dialog");
  #source = new ImportSource();
  #plan = null;
  #request = new AbortController();

  /** `live`: a `LibraryLive`. */
  constructor(live) {
    byId("import-open").addEventListener("click", () => this.#open());
    byId("import-close").addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("click", ({ target }) => target === this.#dialog && this.#dialog.close());
    byId("import-form").addEventListener("submit", (event) => this.#read(event));
    byId("import-plan").addEventListener("submit", (event) => this.#apply(event));
    byId("import-plan").addEventListener("change", () => this.#begin());
    this.#source.addEventListener("read", () => this.#begin());
    for (const name of ["import", "importing"]) {
      live.addEventListener(name, ({ detail }) => this.#source.take(detail));
    }
    live.addEventListener("reload", () => this.#source.refresh());
    librarySteps.addEventListener("done", ({ detail }) => this.#followStep(detail));
    librarySteps.addEventListener("refused", () => this.follow());
    setHidden(byId("import-open"), !mayEdit());
  }

  /** The library was changed by somebody else. */
  follow() {
    if (this.#isPlanShown) this.#load();
  }

  get #isPlanShown() {
    return this.#dialog.open && !byId("import-plan").hidden;
  }

  #open() {
    this.#dialog.showModal();
    this.follow();
  }

  async #read(event) {
    event.preventDefault();
    const button = byId("import-read");
    if (button.getAttribute("aria-busy") === "true" || this.#source.isReading) return;
    const { path, kind } = byId("import-form").elements;
    button.setAttribute("aria-busy", "true");
    this.#stop();
    setHidden(byId("import-plan"), true);
    try {
      await this.#source.start({ path: path.value.trim(), kind: kind.value || null });
    } catch (error) {
      showError(error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  /** Makes the first plan by a rule. */
  #begin() {
    this.#stop();
    setHidden(byId("import-plan"), false);
    byId("import-plan").querySelector("[name='conflict']:checked").focus();
    return this.#load();
  }

  #stop() {
    this.#request.abort();
    this.#plan = null;
    setHidden(byId("import-changed"), true);
  }

  get #rule() {
    return byId("import-plan").elements.conflict.value;
  }

  /** Makes a plan by the chosen rule. If it is another one than the plan that was shown, that is said. */
  async #load() {
    const before = this.#plan;
    this.#request.abort();
    this.#request = new AbortController();
    const { signal } = this.#request;
    const conflict = this.#rule;
    this.#show(null);
    try {
      const plan = await get(`${this.#source.address}/plan`, { conflict }, signal, PLANNING_MS);
      if (signal.aborted) return;
      this.#plan = { ...plan, conflict };
      if (before !== null && before.plan !== plan.plan) setHidden(byId("import-changed"), false);
      this.#show(plan.summary);
    } catch (error) {
      if (error.name === "AbortError" || signal.aborted) return;
      setText(byId("import-sentence"), error.message);
      showError(error);
    }
  }

  #show(summary) {
    setText(byId("import-conflict-hint"), conflictHint(this.#rule));
    setText(byId("import-sentence"), summary === null ? translate("import-planning") : planSentence(summary));
    byId("import-lines").replaceChildren(...(summary === null ? [] : planLines(summary).map(line)));
    setAttribute(byId("import-apply"), "aria-disabled", !(summary?.files > 0));
  }

  #apply(event) {
    event.preventDefault();
    if (byId("import-apply").getAttribute("aria-disabled") === "true") return;
    const { plan, conflict } = this.#plan;
    setAttribute(byId("import-apply"), "aria-disabled", true);
    librarySteps.make({ path: `${this.#source.address}/apply` }, { plan, conflict });
  }

  #followStep({ kind, step }) {
    if (!this.#dialog.open) return;
    if (kind === "made" && step.edit.imported) this.#dialog.close();
    else this.follow();
  }
}
