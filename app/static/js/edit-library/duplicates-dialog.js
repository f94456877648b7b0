/* Solving the duplicates of the library: what would be done, group by group, and the press that does exactly that. */
import { get } from "../shared/api.js";
import { mayEdit } from "../shared/caller.js";
import { byId, setHidden, setText } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { buildGroup } from "./duplicate-groups.js";
import { DuplicateRules } from "./duplicate-rules.js";
import { librarySteps } from "./library-steps-store.js";

const DUPLICATES = "/api/library/duplicates";
const GROUPS = 20;
/* A library of a million files is compared in less. */
const PLANNING_MS = 180_000;
const LOOK_AGAIN_MS = 3000;

/** Makes a step that keeps one file, hides `others`, and gives it their marks. */
export function keepFile(kept, others) {
  return librarySteps.make({ path: `${DUPLICATES}/keep` }, { keep: kept.id, hide: others.map(({ id }) => id) });
}

export class DuplicatesDialog {
  #dialog = byId("duplicates");
  #rules = new DuplicateRules();
  #compare;
  #plan = null;
  #hasChanged = false;
  #request = new AbortController();
  #lookAgainTimer = 0;

  /** `compare(files)` shows two to four files side by side, with a way to keep one of them. */
  constructor(compare) {
    this.#compare = compare;
    byId("duplicates-open").addEventListener("click", () => this.#open());
    byId("duplicates-more").addEventListener("click", () => this.#loadMore());
    byId("duplicates-solve").addEventListener("click", () => this.#solve());
    this.#rules.addEventListener("change", () => this.#begin());
    this.#dialog.addEventListener("close", () => this.#stop());
    librarySteps.addEventListener("done", ({ detail }) => this.#followStep(detail));
    librarySteps.addEventListener("refused", ({ detail }) => this.#followRefusal(detail));
    setHidden(byId("duplicates-open"), false);
  }

  /** The library was changed by somebody else. */
  follow() {
    if (this.#dialog.open) this.#load();
  }

  #open() {
    this.#dialog.showModal();
    return this.#begin();
  }

  /** Makes the first plan by these rules. */
  #begin() {
    this.#plan = null;
    return this.#load();
  }

  #stop() {
    this.#request.abort();
    clearTimeout(this.#lookAgainTimer);
  }

  /** Makes a plan. If the rules are those of the plan that is shown, and the new one is another, that is said. */
  async #load() {
    this.#stop();
    this.#request = new AbortController();
    const { signal } = this.#request;
    const before = this.#plan;
    const rules = this.#rules.wanted;
    this.#showBusy(true);
    try {
      const found = await this.#ask(rules, { limit: GROUPS }, signal);
      if (signal.aborted) return;
      this.#plan = { ...found, rules };
      this.#hasChanged = before !== null && (this.#hasChanged || before.plan !== found.plan);
      this.#show(before?.plan !== found.plan);
    } catch (error) {
      if (error.name === "AbortError" || signal.aborted) return;
      setText(byId("duplicates-sentence"), error.message);
      showError(error);
    }
    if (!signal.aborted) this.#showBusy(false);
  }

  #ask(rules, part, signal) {
    const pairs = Object.entries({ ...rules, ...part }).flatMap(([name, value]) =>
      [value].flat().map((each) => [name, each]),
    );
    return get(DUPLICATES, pairs, signal, PLANNING_MS);
  }

  /** Groups that are shown stay as they are unless they are others: the focus may be on one. */
  #show(areOthers) {
    const { summary, groups, pending } = this.#plan;
    setHidden(byId("duplicates-changed"), !this.#hasChanged);
    setText(byId("duplicates-sentence"), sentenceOf(summary));
    setHidden(byId("duplicates-pending"), pending === 0);
    if (pending > 0) this.#lookAgainTimer = setTimeout(() => this.#load(), LOOK_AGAIN_MS);
    if (areOthers) byId("duplicates-groups").replaceChildren(...this.#build(groups));
    this.#showMore();
  }

  #build(groups) {
    return groups.map((group) => buildGroup(group, this.#compare));
  }

  #showMore() {
    const left = this.#plan.summary.groups - byId("duplicates-groups").childElementCount;
    setHidden(byId("duplicates-more"), left <= 0);
    setText(byId("duplicates-more"), translate("duplicates-more", { groups: Math.min(left, GROUPS) }));
  }

  async #loadMore() {
    if (this.#plan === null) return;
    const { plan, rules } = this.#plan;
    const { signal } = this.#request;
    const offset = byId("duplicates-groups").childElementCount;
    try {
      const found = await this.#ask(rules, { plan, offset, limit: GROUPS }, signal);
      if (signal.aborted) return;
      if (found.plan !== plan) return this.#load();
      const more = this.#build(found.groups);
      byId("duplicates-groups").append(...more);
      this.#showMore();
      more[0]?.querySelector("button").focus();
    } catch (error) {
      if (error.name !== "AbortError") showError(error);
    }
  }

  #showBusy(isBusy) {
    byId("duplicates-groups").setAttribute("aria-busy", String(isBusy));
    if (isBusy) setText(byId("duplicates-sentence"), translate("duplicates-planning"));
    const isPossible = !isBusy && mayEdit() && this.#plan?.summary.groups > 0 && this.#plan.pending === 0;
    byId("duplicates-solve").setAttribute("aria-disabled", String(!isPossible));
  }

  #solve() {
    if (byId("duplicates-solve").getAttribute("aria-disabled") === "true") return;
    const { plan, rules } = this.#plan;
    byId("duplicates-solve").setAttribute("aria-disabled", "true");
    librarySteps.make({ path: DUPLICATES }, { ...rules, plan });
  }

  /** What was to be done is done; after a group that was solved by hand, or an undo, there is another plan. */
  #followStep({ kind, step }) {
    if (!this.#dialog.open) return;
    if (kind === "made" && isSame(step.edit.solved, this.#plan?.summary)) this.#dialog.close();
    else this.#begin();
  }

  #followRefusal({ error }) {
    if (!this.#dialog.open) return;
    if (error.code === "plan_changed") this.#load();
    else this.#showBusy(false);
  }
}

function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

function sentenceOf({ groups, hidden, merged }) {
  return groups === 0 ? translate("duplicates-none") : translate("duplicates-sentence", { groups, hidden, merged });
}
