/* The library: one search at a time, kept in the address. */
import { FILE_CARDS } from "../grid/list-columns.js";
import { ListHead } from "../grid/list-head.js";
import { VirtualGrid } from "../grid/virtual-grid.js";
import { byId, setText } from "../shared/dom.js";
import { showReveal, startReveal } from "../shared/nsfw-blur.js";
import { translate } from "../texts/translate.js";
import { FileViewer } from "../viewer/file-viewer.js";
import { fileNamedIn } from "../viewer/viewer-address.js";
import { DateScrubber } from "./date-scrubber.js";
import { LibraryFileList } from "./library-file-list.js";
import { LibraryFilters } from "./library-filters.js";
import { isFiltered, searchFor, viewFrom, withSort } from "./library-query.js";

const LOOK_AGAIN_MS = 1500;
/* Column → the order of the API. */
const SORTED_BY = { name: "path", size: "size", date: "captured", score: "score" };

/**
 * `onFirstFiles(list, grid, viewer, search)` is called once the first files are shown. `search`: `change(changes)`
 * shows another view, `refresh()` its filters again.
 */
export class LibraryView {
  #list = new LibraryFileList();
  #filters = new LibraryFilters((changes, how) => this.#change(changes, how));
  #grid = new VirtualGrid(this.#list, byId("grid"), FILE_CARDS);
  #viewer;
  #isTyping = false;
  #lookAgainTimer = 0;

  constructor(onFirstFiles) {
    this.#followList();
    this.#viewer = new FileViewer(this.#list);
    startReveal();
    new ListHead(SORTED_BY, this.#list);
    new DateScrubber(this.#list, this.#grid);
    byId("grid").addEventListener("click", ({ target }) =>
      this.#openCard(target.closest(".file-open")?.closest(".file-card")),
    );
    byId("grid-retry").addEventListener("click", () => this.#list.load());
    byId("filters-clear").addEventListener("click", () => this.#change({ q: "", keywords: [], fields: {} }));
    addEventListener("popstate", () => this.#arrive());
    addEventListener("keydown", handleKey);
    const search = {
      change: (changes) => this.#change(changes),
      refresh: () => this.#filters.show(this.#list.view),
    };
    this.#list.addEventListener("list", () => onFirstFiles(this.#list, this.#grid, this.#viewer, search), {
      once: true,
    });
    this.#comeTo(viewFrom(location.search));
  }

  /** Shows a view at the place where the user was, if this is known. */
  #comeTo(view) {
    const place = this.#grid.goBack(fileNamedIn(location));
    this.#list.load(view, place?.id ?? null);
  }

  #followList() {
    this.#list.addEventListener("loading", () => this.#showLoading());
    this.#list.addEventListener("list", () => this.#showList());
    this.#list.addEventListener("loaded", () => this.#showRevealButton());
    this.#list.addEventListener("counted", () => this.#showTotal());
    this.#list.addEventListener("lost", ({ detail }) => this.#showFailure(detail.error));
  }

  /** The address changed by itself: Back or Forward. */
  #arrive() {
    const view = viewFrom(location.search);
    if (searchFor(view) === searchFor(this.#list.view)) return; // Only the file that is looked at is another one.
    this.#viewer.close();
    this.#isTyping = false;
    byId("words").value = view.q;
    this.#comeTo(view);
  }

  /** Each change is an entry in the browser's history; words that are typed in one go are a single one. */
  #change(changes, { isTyping = false } = {}) {
    const view = withSort({ ...this.#list.view, ...changes });
    const address = `${location.pathname}${searchFor(view)}`;
    if (isTyping && this.#isTyping) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    this.#isTyping = isTyping;
    scrollTo({ top: 0 });
    this.#list.load(view);
  }

  #showLoading() {
    clearTimeout(this.#lookAgainTimer);
    this.#filters.show(this.#list.view);
    byId("grid").setAttribute("aria-busy", "true");
  }

  #showList() {
    const { total, pending, view } = this.#list;
    byId("grid").setAttribute("aria-busy", "false");
    byId("grid-error").hidden = true;
    this.#showTotal();
    showEmpty(total === 0, isFiltered(view));
    this.#showRevealButton();
    this.#showPending(pending);
    this.#filters
      .loadFacets()
      .catch((error) => console.warn("The filters' values could not be loaded.", error.message));
  }

  #showTotal() {
    const { total, isCounted, view } = this.#list;
    setText(byId("result-line"), totalLine(total, isCounted, isFiltered(view)));
  }

  #showRevealButton() {
    showReveal(this.#list.files.some(({ nsfw }) => nsfw?.is_nsfw));
  }

  #showFailure(error) {
    this.#grid.clear();
    byId("grid").setAttribute("aria-busy", "false");
    byId("grid-empty").hidden = true;
    byId("grid-error").hidden = false;
    setText(byId("result-line"), "");
    setText(byId("grid-error-text"), `${error.message} ${error.cure ?? ""}`);
  }

  /** After a commit the search index catches up, and the first page follows it. */
  #showPending(pending) {
    byId("pending").hidden = pending === 0;
    setText(byId("pending"), translate("library-pending", { changes: pending }));
    if (pending > 0) this.#lookAgainTimer = setTimeout(() => this.#lookAgain(pending), LOOK_AGAIN_MS);
  }

  #lookAgain(pending) {
    if (scrollY === 0 && !this.#viewer.isOpen) this.#list.load();
    else this.#showPending(pending);
  }

  #openCard(card) {
    if (card) this.#viewer.show(Number(card.dataset.place));
  }
}

function totalLine(total, isExact, isSearch) {
  if (total === 0) return "";
  const files = total;
  if (!isExact)
    return isSearch ? translate("library-more-matches", { files }) : translate("library-more-files", { files });
  return isSearch ? translate("library-total-matches", { files }) : translate("library-total-files", { files });
}

function showEmpty(isEmpty, isSearch) {
  byId("grid-empty").hidden = !isEmpty;
  byId("filters-clear").hidden = !isSearch;
  byId("empty-ingest").hidden = isSearch;
  setText(byId("grid-empty-title"), isSearch ? translate("library-no-match-title") : translate("library-empty-title"));
  const hint = isSearch ? translate("library-no-match-text") : translate("library-empty-text");
  setText(byId("grid-empty-text"), hint);
}

function handleKey(event) {
  const words = byId("words");
  if (event.key === "/" && !event.target.matches("input, select, textarea") && !byId("detail").open) {
    event.preventDefault();
    words.select();
  } else if (event.key === "Escape" && event.target === words) {
    if (words.value === "") words.blur();
    words.value = "";
    words.dispatchEvent(new Event("input"));
  }
}
