/* The Preview step: review what was read before it is committed. */
import { commitSentence, countsOf } from "../commit/commit-counts.js";
import { commitPlan } from "../commit/commit-plan-store.js";
import { Scrubber } from "../controls/scrubber.js";
import { editSteps } from "../file/edit-steps-store.js";
import { fileEdits } from "../file/file-edit-store.js";
import { FILE_CARDS } from "../grid/list-columns.js";
import { ListHead } from "../grid/list-head.js";
import { VirtualGrid } from "../grid/virtual-grid.js";
import { session } from "../live/session-store.js";
import { FileSelection } from "../selection/file-selection.js";
import { announce } from "../shared/announcement-store.js";
import { byId, setText } from "../shared/dom.js";
import { nothingRead, nothingTitle, nothingToCommit } from "../shared/nothing-read.js";
import { showReveal, startReveal } from "../shared/nsfw-blur.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { FileViewer } from "../viewer/file-viewer.js";
import { fileNamedIn } from "../viewer/viewer-address.js";
import { CardChoice } from "./card-choice.js";
import { showDuplicateKinds, showGroupCount, startDuplicates } from "./duplicates.js";
import { NsfwThreshold } from "./nsfw-threshold.js";
import { PreviewFileList } from "./preview-file-list.js";
import { afterChoice } from "./preview-files.js";
import { showFilters, startFilters } from "./preview-filters.js";
import { showLinks, showSentence, showTotals } from "./preview-header.js";
import { PreviewKeywords } from "./preview-keywords.js";
import { isFiltered, isFolded } from "./preview-query.js";
import { RelationGroups } from "./relation-groups.js";
import { resultLine } from "./result-line.js";
import { RunningSession } from "./running-session.js";
import { Stacks } from "./stacks.js";

/* Column → the order of the API. */
const SORTED_BY = { name: "path", size: "size", date: "captured_at", score: "score", outcome: "outcome" };
const NO_FILTERS = { show: "all", group: "", keyword: "", q: "" };

export class PreviewStep {
  #list = new PreviewFileList();
  #keywords = new PreviewKeywords();
  #groups = new RelationGroups(this.#list);
  #stacks = new Stacks(this.#list);
  #threshold = new NsfwThreshold(this.#list);
  #grid = new VirtualGrid(this.#list, byId("grid"), FILE_CARDS);
  #viewer;
  #running;

  constructor() {
    this.#followList();
    this.#followEdits();
    this.#viewer = new FileViewer(this.#list);
    new CardChoice(this.#list).start();
    const compare = (files) => this.#viewer.openCompare(files);
    startDuplicates(this.#list, this.#grid.cards, compare);
    startFilters(this.#list);
    const selection = new FileSelection(this.#list, byId("grid"), this.#grid.cards, compare);
    selection.addEventListener("edited", () => this.#recount());
    startReveal();
    new ListHead(SORTED_BY, this.#list);
    new Scrubber(this.#list, this.#grid);
    this.#keywords.addEventListener("change", () => this.#showFilters());
    byId("grid").addEventListener("click", ({ target }) => this.#openCard(target.closest(".file-open")));
    this.#running = new RunningSession(this.#list, () => {
      this.#list.load();
      this.#keywords.ask(this.#list.sessionId);
    });
  }

  /** Shows session `sessionId` as the address's `query` says. */
  show(sessionId, query) {
    if (sessionId !== this.#list.sessionId) this.#clear();
    showLinks(sessionId);
    const place = this.#grid.goBack(fileNamedIn(location));
    this.#list.open(sessionId, query, place?.id);
    this.#running.follow();
    this.#keywords.ask(sessionId);
    editSteps.load(sessionId);
  }

  /** Whether `route` leads to what is shown, except for the file that is looked at: that, the viewer follows. */
  isAt({ step, sessionId, query }) {
    return step === "preview" && document.body.dataset.step === step && this.#list.isOf(sessionId, query);
  }

  /** The user has gone elsewhere. */
  close() {
    this.#viewer.close();
  }

  #followList() {
    this.#list.addEventListener("loading", () => this.#showLoading());
    this.#list.addEventListener("list", () => this.#showList());
    this.#list.addEventListener("loaded", () => this.#showRevealButton());
    this.#list.addEventListener("lost", ({ detail }) => this.#showFailure(detail.error));
    byId("grid-retry").addEventListener("click", () => this.#list.load());
    byId("filters-clear").addEventListener("click", () => this.#list.change(NO_FILTERS));
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
    byId("grid").setAttribute("aria-busy", "true");
  }

  #showList() {
    const { view, about, total, sections } = this.#list;
    byId("grid-error").hidden = true;
    this.#showFilters();
    showTotals(about);
    if (sections) showGroupCount(this.#list);
    else this.#showCount();
    this.#showRevealButton();
    this.#threshold.show(about);
    byId("grid").setAttribute("aria-busy", "false");
    byId("grid-empty").hidden = total > 0;
    byId("filters-clear").hidden = !isFiltered(view);
    byId("keys-hint").hidden = commitPlan.plan === null || total === 0;
    this.#stacks.show();
  }

  #showCount() {
    const { view, total, isFolding } = this.#list;
    const line = { total, isFiltered: isFiltered(view), isFolded: isFolded(view, isFolding) };
    setText(byId("result-line"), resultLine(line));
    const { progress } = this.#list.about;
    const isBare = nothingRead(progress) !== "" && !isFiltered(view);
    setText(byId("grid-empty-title"), (isBare && nothingTitle(progress)) || translate("preview-empty-title"));
    setText(byId("grid-empty-text"), isBare ? nothingToCommit(progress) : translate("preview-empty-text"));
  }

  #showRevealButton() {
    const { files, about } = this.#list;
    showReveal(files.some(({ nsfw }) => nsfw?.is_nsfw) || about.progress.stats.nsfw_detected > 0);
  }

  #showFailure(error) {
    if (error.isLost) session.refresh();
    this.#grid.clear();
    byId("grid").setAttribute("aria-busy", "false");
    byId("grid-empty").hidden = true;
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
    await this.#recount();
  }

  async #recount() {
    try {
      await commitPlan.refresh();
    } catch (error) {
      showError(error);
    }
    this.#keywords.ask(this.#list.sessionId);
  }

  #openCard(button) {
    const place = Number(button?.closest(".file-card").dataset.place);
    const file = this.#list.at(place);
    if (!file) return;
    if (file.folded) this.#stacks.open(file.stack);
    else this.#viewer.show(place);
  }

  /** Removes what belongs to the session that was shown before. */
  #clear() {
    this.#grid.clear();
    byId("keywords-open").hidden = true;
    for (const id of ["preview-totals", "result-line"]) setText(byId(id), "");
  }
}
