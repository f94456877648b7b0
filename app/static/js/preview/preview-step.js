/* The Preview step: review what was read before it is committed. */
import { commitSentence, countsOf } from "../commit/commit-counts.js";
import { commitPlan } from "../commit/commit-plan-store.js";
import { FileDetail } from "../file/detail.js";
import { fileEdits } from "../file/file-edit-store.js";
import { refreshCard, showGrid, showGridBusy } from "../file/grid.js";
import { session } from "../live/session-store.js";
import { announce } from "../shared/announcement-store.js";
import { byId, setText } from "../shared/dom.js";
import { startGridKeys } from "../shared/grid-keys.js";
import { showReveal, startReveal } from "../shared/nsfw-blur.js";
import { isProcessing } from "../shared/status.js";
import { showError } from "../shared/toasts.js";
import { CardChoice } from "./card-choice.js";
import { startCardKeys } from "./card-keys.js";
import { showDuplicateKinds, showDuplicates, startDuplicates } from "./duplicates.js";
import { NsfwThreshold } from "./nsfw-threshold.js";
import { rangeLine, showPager, startPager } from "./pager.js";
import { PreviewFileList } from "./preview-file-list.js";
import { afterChoice } from "./preview-files.js";
import { showFilters, startFilters } from "./preview-filters.js";
import { showLinks, showSentence, showSessionState, showTotals } from "./preview-header.js";
import { PreviewKeywords } from "./preview-keywords.js";
import { isFiltered } from "./preview-query.js";
import { RelationGroups } from "./relation-groups.js";
import { Stacks } from "./stacks.js";

const REFRESH_MS = 3000;

export class PreviewStep {
  #list = new PreviewFileList();
  #keywords = new PreviewKeywords();
  #groups = new RelationGroups(this.#list);
  #stacks = new Stacks(this.#list);
  #threshold = new NsfwThreshold(this.#list);
  #detail;
  #refreshTimer = 0;

  constructor() {
    this.#followList();
    this.#followEdits();
    this.#detail = new FileDetail(this.#list);
    new CardChoice(this.#list).start();
    for (const start of [startFilters, startDuplicates, startCardKeys, startPager]) start(this.#list);
    startGridKeys();
    startReveal();
    this.#keywords.addEventListener("change", () => this.#showFilters());
    byId("grid").addEventListener("click", ({ target }) => this.#openCard(target.closest(".file-open")));
    session.addEventListener("state", () => document.body.dataset.step === "preview" && this.#sessionChanged());
  }

  /** Shows session `sessionId` as the address's `query` says. */
  show(sessionId, query) {
    if (sessionId !== this.#list.sessionId) clear();
    showLinks(sessionId);
    this.#list.open(sessionId, query);
    this.#sessionChanged();
    this.#keywords.ask(sessionId);
  }

  /** The user has gone elsewhere. */
  close() {
    this.#detail.close();
  }

  #followList() {
    this.#list.addEventListener("loading", () => this.#showLoading());
    this.#list.addEventListener("list", () => this.#showList());
    this.#list.addEventListener("update", () => this.#list.files.forEach(refreshCard));
    this.#list.addEventListener("failed", ({ detail }) => this.#showFailure(detail));
    byId("grid-retry").addEventListener("click", () => this.#list.load());
    const noFilters = { show: "all", group: "", keyword: "", q: "" };
    byId("filters-clear").addEventListener("click", () => this.#list.change(noFilters));
  }

  #followEdits() {
    commitPlan.addEventListener("change", showSentence);
    commitPlan.addEventListener("chosen", ({ detail }) => this.#chosen(detail));
    commitPlan.addEventListener("refused", ({ detail }) => this.#refused(detail.error));
    fileEdits.addEventListener("saved", ({ detail }) => this.#edited(detail.file));
  }

  #showFilters() {
    showFilters(this.#list.view, this.#list.about, this.#keywords.of(this.#list.sessionId));
  }

  #showLoading() {
    this.#showFilters();
    this.#groups.select(this.#list.view.group);
    showDuplicateKinds(this.#list.view);
    showGridBusy(true);
  }

  #showList() {
    const { view, about, found, files } = this.#list;
    byId("grid-error").hidden = true;
    this.#showFilters();
    showTotals(about);
    if (found.groups) showDuplicates(found);
    else this.#showFiles(found);
    showReveal(files.some(({ nsfw }) => nsfw?.is_nsfw) || about.progress.stats.nsfw_detected > 0);
    this.#threshold.show(about);
    showGridBusy(false);
    byId("grid-empty").hidden = found.total > 0;
    byId("filters-clear").hidden = !isFiltered(view);
    byId("keys-hint").hidden = commitPlan.plan === null || found.total === 0;
    showPager(found);
    this.#stacks.show();
  }

  #showFiles(found) {
    showGrid(this.#list.files);
    setText(byId("result-line"), rangeLine(found, isFiltered(this.#list.view)));
    setText(byId("grid-empty-title"), "No matches");
    setText(byId("grid-empty-text"), "Nothing in this session matches these filters.");
  }

  #showFailure({ error, isWalk }) {
    showGridBusy(false);
    if (isWalk) {
      showError(error);
      return;
    }
    if (error.isLost) session.refresh();
    byId("grid").replaceChildren();
    byId("grid-empty").hidden = true;
    byId("pager").hidden = true;
    byId("grid-error").hidden = false;
    setText(byId("grid-error-text"), `${error.message} ${error.cure ?? ""}`);
  }

  /** A choice was saved. */
  #chosen({ choice, wanted }) {
    this.#list.update((file) => afterChoice(file, choice, wanted));
    announce(commitSentence(countsOf(commitPlan.plan)));
  }

  /** A choice was not saved: the controls show again what is saved. */
  #refused(error) {
    showError(error);
    this.#groups.select(this.#list.view.group);
    this.#list.update((file) => file);
  }

  /** An edit was saved; it may have changed the counts and the keywords. */
  async #edited(file) {
    this.#list.update((each) => (each.id === file.id && commitPlan.mayEdit(each) ? { ...each, ...file } : each));
    try {
      await commitPlan.refresh();
    } catch (error) {
      showError(error);
    }
    this.#keywords.ask(this.#list.sessionId);
  }

  /** While files are being read, the preview loads them again every few seconds. */
  #sessionChanged() {
    const { state } = session;
    if (state === null || state.session_id !== this.#list.sessionId) return;
    showSessionState(state);
    const isRunning = isProcessing(state.status);
    if (!this.#refreshTimer && isRunning) this.#refreshLater();
    if (this.#refreshTimer && !isRunning) this.#refresh();
  }

  #refreshLater() {
    this.#refreshTimer = setTimeout(() => this.#refresh(), REFRESH_MS);
  }

  #refresh() {
    clearTimeout(this.#refreshTimer);
    this.#refreshTimer = 0;
    if (this.#list.isWalking) {
      this.#refreshLater();
      return;
    }
    if (document.body.dataset.step !== "preview") return;
    this.#list.load();
    this.#keywords.ask(this.#list.sessionId);
  }

  #openCard(button) {
    if (!button) return;
    const place = Number(button.closest(".file-card").dataset.place);
    const file = this.#list.at(place);
    if (file.folded) this.#stacks.open(file.stack);
    else this.#detail.show(place);
  }
}

/** Removes what belongs to the session that was shown before. */
function clear() {
  byId("grid").replaceChildren();
  byId("keywords-row").hidden = true;
  setText(byId("preview-totals"), "");
  setText(byId("result-line"), "");
}
