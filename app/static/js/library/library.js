/* The library's page: one search at a time, kept in the address; more comes as the reader nears the end. */

import { closeDetail, showDetail, showWalk, startDetail } from "../file/detail.js";
import { fileCard } from "../file/file-card.js";
import { showGrid, showGridBusy } from "../file/grid.js";
import { announce } from "../shared/announcement-store.js";
import { api } from "../shared/api.js";
import { byId, setText } from "../shared/dom.js";
import { count, plural } from "../shared/format.js";
import { startGridKeys } from "../shared/grid-keys.js";
import { showReveal, startReveal } from "../shared/nsfw-blur.js";
import { startTheme } from "../shell/theme.js";
import { showFacets, showView, startLibraryFilters } from "./library-filters.js";
import { apiQuery, isFiltered, searchFor, viewFrom } from "./library-query.js";

const AHEAD = "1200px";
const WALK_AHEAD = 12;
const LOOK_AGAIN_MS = 1500;

let view = viewFrom(location.search);
let files = [];
let next = null;
let coming = null;
let asking = null;
let isTyped = false;
let lookAgain = 0;

function start() {
  startTheme();
  startLibraryFilters(change);
  startReveal();
  startGridKeys();
  startDetail({
    filesShown: () => files,
    hasMore: (step) => step > 0 && !byId("more").hidden,
    askMore: walkOver,
    onShown: readAhead,
  });
  byId("grid").addEventListener("click", ({ target }) => openCard(target.closest(".file-card")));
  byId("grid-retry").addEventListener("click", () => load());
  byId("filters-clear").addEventListener("click", () => change({ q: "", keywords: [], fields: {} }));
  byId("more").addEventListener("click", () => more());
  new IntersectionObserver(([entry]) => entry.isIntersecting && more(), { rootMargin: AHEAD }).observe(byId("more"));
  addEventListener("popstate", arrive);
  addEventListener("keydown", keys);
  load();
}

/** The address has changed by itself: Back or Forward. */
function arrive() {
  closeDetail();
  view = viewFrom(location.search);
  isTyped = false;
  byId("words").value = view.q;
  load();
}

/** Each choice is a step in the history; what is typed in one go is one. */
function change(changes, { isTyping = false } = {}) {
  view = { ...view, ...changes };
  const address = `${location.pathname}${searchFor(view)}`;
  if (isTyping && isTyped) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  isTyped = isTyping;
  scrollTo({ top: 0 });
  load();
}

async function load() {
  clearTimeout(lookAgain);
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  next = null;
  showView(view);
  showGridBusy(true);
  try {
    const found = await api.libraryFiles(apiQuery(view), signal);
    if (!signal.aborted) take(found);
  } catch (error) {
    if (error.name !== "AbortError" && !signal.aborted) showFailure(error);
  }
}

function take(found) {
  ({ files } = found);
  showGrid(files);
  showGridBusy(false);
  byId("grid-error").hidden = true;
  const line = totalLine(found);
  setText(byId("result-line"), line);
  showEmpty();
  showEnd(found);
  showPending(found.pending);
  showFacets().catch((error) => console.warn("The filters' values could not be loaded.", error.message));
}

function readAhead(place) {
  if (place >= files.length - WALK_AHEAD) more();
}

async function walkOver(step, place) {
  await more();
  return files[place + step] ? place + step : null;
}

/** Resolves when they are there; who asks while they are on their way waits for the same ones. */
function more() {
  if (next !== null) coming = fetchMore();
  return coming;
}

async function fetchMore() {
  const { signal } = asking;
  const after = next;
  next = null;
  try {
    const found = await api.libraryFiles(apiQuery(view, after), signal);
    if (signal.aborted) return;
    append(found.files);
    showEnd(found);
    showWalk();
  } catch (error) {
    if (error.name === "AbortError" || signal.aborted) return;
    next = after;
    announce(`More files could not be loaded. ${error.message}`);
  }
}

function append(found) {
  const first = files.length;
  files = [...files, ...found];
  byId("grid").append(...found.map((file, place) => fileCard(file, first + place)));
}

/** Where a tall window still shows the end, the observer has no crossing to tell of. */
function showEnd(found) {
  ({ next } = found);
  byId("more").hidden = next === null;
  showReveal(files.some((file) => file.nsfw?.is_nsfw));
  if (next !== null && byId("more").getBoundingClientRect().top < innerHeight) more();
}

function totalLine({ total, total_is_exact: isExact }) {
  if (total === 0) return "";
  const fit = isFiltered(view) ? (total === 1 && isExact ? " that fits" : " that fit") : "";
  return isExact ? `${plural(total, "file")}${fit}` : `More than ${count(total)} files${fit}`;
}

function showEmpty() {
  byId("grid-empty").hidden = files.length > 0;
  byId("filters-clear").hidden = !isFiltered(view);
  byId("empty-ingest").hidden = isFiltered(view);
  setText(byId("grid-empty-title"), isFiltered(view) ? "No file fits" : "The library is empty");
  setText(
    byId("grid-empty-text"),
    isFiltered(view) ? "Nothing in the library matches all of these words and filters." : "What you commit comes here.",
  );
}

/** After a commit the index catches up; the first page follows it. */
function showPending(pending) {
  byId("pending").hidden = pending === 0;
  setText(byId("pending"), `The library has just changed. ${plural(pending, "change")} can not be searched yet.`);
  if (pending > 0)
    lookAgain = setTimeout(
      () => (scrollY === 0 && !byId("detail").open ? load() : showPending(pending)),
      LOOK_AGAIN_MS,
    );
}

function showFailure(error) {
  showGridBusy(false);
  files = [];
  byId("grid").replaceChildren();
  byId("grid-empty").hidden = true;
  byId("more").hidden = true;
  byId("grid-error").hidden = false;
  setText(byId("result-line"), "");
  setText(byId("grid-error-text"), `${error.message} ${error.cure ?? ""}`);
}

function openCard(card) {
  if (card) showDetail(files.findIndex(({ id }) => String(id) === card.dataset.id));
}

function keys(event) {
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

start();
