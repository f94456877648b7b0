/* The library: one search at a time, kept in the address. */
import { FileDetail } from "../file/detail.js";
import { fileCard } from "../file/file-card.js";
import { showGrid, showGridBusy } from "../file/grid.js";
import { announce } from "../shared/announcement-store.js";
import { byId, setText } from "../shared/dom.js";
import { count, plural } from "../shared/format.js";
import { startGridKeys } from "../shared/grid-keys.js";
import { showReveal, startReveal } from "../shared/nsfw-blur.js";
import { LibraryFileList } from "./library-file-list.js";
import { LibraryFilters } from "./library-filters.js";
import { isFiltered, searchFor, viewFrom } from "./library-query.js";

const AHEAD = "1200px";
const LOOK_AGAIN_MS = 1500;

export class LibraryView {
  #list = new LibraryFileList();
  #filters = new LibraryFilters((changes, how) => this.#change(changes, how));
  #detail;
  #isTyping = false;
  #lookAgainTimer = 0;

  constructor() {
    this.#followList();
    this.#detail = new FileDetail(this.#list);
    startReveal();
    startGridKeys();
    byId("grid").addEventListener("click", ({ target }) => this.#openCard(target.closest(".file-card")));
    byId("grid-retry").addEventListener("click", () => this.#list.load());
    byId("filters-clear").addEventListener("click", () => this.#change({ q: "", keywords: [], fields: {} }));
    byId("more").addEventListener("click", () => this.#list.loadMore());
    const observer = new IntersectionObserver(([entry]) => entry.isIntersecting && this.#list.loadMore(), {
      rootMargin: AHEAD,
    });
    observer.observe(byId("more"));
    addEventListener("popstate", () => this.#arrive());
    addEventListener("keydown", handleKey);
    this.#list.load(viewFrom(location.search));
  }

  #followList() {
    this.#list.addEventListener("loading", () => this.#showLoading());
    this.#list.addEventListener("list", () => this.#showList());
    this.#list.addEventListener("more", ({ detail }) => this.#showMore(detail));
    this.#list.addEventListener("failed", ({ detail }) => showFailure(detail.error));
    this.#list.addEventListener("incomplete", ({ detail }) => {
      announce(`More files could not be loaded. ${detail.error.message}`);
    });
  }

  /** The address changed by itself: Back or Forward. */
  #arrive() {
    this.#detail.close();
    const view = viewFrom(location.search);
    this.#isTyping = false;
    byId("words").value = view.q;
    this.#list.load(view);
  }

  /** Each change is an entry in the browser's history; words that are typed in one go are a single one. */
  #change(changes, { isTyping = false } = {}) {
    const view = { ...this.#list.view, ...changes };
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
    showGridBusy(true);
  }

  #showList() {
    const { files, found, view } = this.#list;
    showGrid(files);
    showGridBusy(false);
    byId("grid-error").hidden = true;
    setText(byId("result-line"), totalLine(found, isFiltered(view)));
    showEmpty(files.length === 0, isFiltered(view));
    this.#showEnd();
    this.#showPending(found.pending);
    this.#filters
      .loadFacets()
      .catch((error) => console.warn("The filters' values could not be loaded.", error.message));
  }

  #showMore({ files, from }) {
    byId("grid").append(...files.map((file, place) => fileCard(file, from + place)));
    this.#showEnd();
  }

  /** In a tall window the end may still be visible: then the observer has nothing to report. */
  #showEnd() {
    const { isComplete, files } = this.#list;
    byId("more").hidden = isComplete;
    showReveal(files.some(({ nsfw }) => nsfw?.is_nsfw));
    if (!isComplete && byId("more").getBoundingClientRect().top < innerHeight) this.#list.loadMore();
  }

  /** After a commit the search index catches up, and the first page follows it. */
  #showPending(pending) {
    byId("pending").hidden = pending === 0;
    setText(byId("pending"), `The library has just changed. ${plural(pending, "change")} cannot be searched yet.`);
    if (pending > 0) this.#lookAgainTimer = setTimeout(() => this.#lookAgain(pending), LOOK_AGAIN_MS);
  }

  #lookAgain(pending) {
    if (scrollY === 0 && !byId("detail").open) this.#list.load();
    else this.#showPending(pending);
  }

  #openCard(card) {
    if (card) this.#detail.show(this.#list.files.findIndex(({ id }) => String(id) === card.dataset.id));
  }
}

function totalLine({ total, total_is_exact: isExact }, isSearch) {
  if (total === 0) return "";
  if (!isExact) return `More than ${count(total)} ${isSearch ? "matches" : "files"}`;
  return isSearch ? plural(total, "match", "matches") : plural(total, "file");
}

function showEmpty(isEmpty, isSearch) {
  byId("grid-empty").hidden = !isEmpty;
  byId("filters-clear").hidden = !isSearch;
  byId("empty-ingest").hidden = isSearch;
  setText(byId("grid-empty-title"), isSearch ? "No matches" : "The library is empty");
  const hint = isSearch
    ? "Nothing in the library matches all of these words and filters."
    : "Committed files appear here.";
  setText(byId("grid-empty-text"), hint);
}

function showFailure(error) {
  showGridBusy(false);
  byId("grid").replaceChildren();
  byId("grid-empty").hidden = true;
  byId("more").hidden = true;
  byId("grid-error").hidden = false;
  setText(byId("result-line"), "");
  setText(byId("grid-error-text"), `${error.message} ${error.cure ?? ""}`);
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
