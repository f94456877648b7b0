/* The Preview step: one view (filters, sort, page) at a time, kept in the address. */
import { api, reportUrl } from "./api.js";
import { showDetail, startDetail } from "./detail.js";
import { byId, setText } from "./dom.js";
import { showDuplicateKinds, showDuplicates, startDuplicates } from "./duplicates.js";
import { showFilters, startFilters } from "./filters.js";
import { bytes, count, plural } from "./format.js";
import { showGrid, showGridBusy, showReveal, startReveal } from "./grid.js";
import { showNsfwThreshold, startNsfwThreshold } from "./nsfw-threshold.js";
import { apiQuery, duplicatesQuery, isFiltered, PAGE_SIZE, queryFor, viewFrom } from "./preview-query.js";
import { formatRoute, replaceRoute } from "./route.js";
import { session } from "./session-store.js";
import { isCommittable, isProcessing } from "./status.js";

const KEYWORDS = 60;
const REFRESH_MS = 3000;

let view = viewFrom({});
let shownSession = null;
let asking = null;
let files = [];
let totals = null;
let refresh = 0;

export function startPreview() {
  startFilters((changes) => change(changes));
  startDuplicates((changes) => change(changes));
  startReveal();
  startNsfwThreshold(() => load());
  startDetail({ filesShown: () => files });
  byId("grid").addEventListener("click", ({ target }) => openCard(target.closest(".file-card")));
  byId("page-previous").addEventListener("click", () => turn(-1));
  byId("page-next").addEventListener("click", () => turn(+1));
  byId("grid-retry").addEventListener("click", () => load());
  byId("filters-clear").addEventListener("click", () => change({ show: "all", keyword: "", q: "" }));
  session.addEventListener("document", () => document.body.dataset.step === "preview" && sessionMoved());
}

/** Shows session `sessionId` as the address's `query` says. */
export function showPreview(sessionId, query) {
  if (sessionId !== shownSession) forget();
  shownSession = sessionId;
  view = viewFrom(query);
  showLinks();
  sessionMoved();
  load();
}

function forget() {
  files = [];
  totals = null;
  byId("grid").replaceChildren();
  setText(byId("preview-totals"), "");
  setText(byId("result-line"), "");
}

/** Any other filter begins at the first page. */
function change(changes) {
  view = { ...view, page: 1, ...changes };
  replaceRoute({ step: "preview", sessionId: shownSession, query: queryFor(view) });
  load();
}

function turn(step) {
  change({ page: view.page + step });
  scrollTo({ top: 0 });
}

async function load() {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  showFilters(view, totals);
  showDuplicateKinds(view);
  showGridBusy(true);
  try {
    const [found, about, words] = await Promise.all([foundFor(view, signal), api.session(shownSession), api.keywords(shownSession, KEYWORDS)]);
    if (signal.aborted) return undefined;
    if ((found.groups ?? found.files).length === 0 && found.total > 0) return change({ page: found.pages });
    take(found, about, words);
  } catch (error) {
    if (error.name !== "AbortError" && !signal.aborted) showFailure(error);
  }
  return undefined;
}

function foundFor(wanted, signal) {
  if (wanted.show === "duplicates") return api.duplicates(shownSession, duplicatesQuery(wanted), signal);
  return api.files(shownSession, apiQuery(wanted), signal);
}

function take(found, about, { keywords }) {
  totals = about.totals;
  byId("grid-error").hidden = true;
  showFilters(view, totals, keywords);
  showTotals();
  showReveal(totals.nsfw > 0);
  showNsfwThreshold(about);
  showFound(found);
  showGridBusy(false);
  byId("grid-empty").hidden = found.total > 0;
  byId("filters-clear").hidden = !isFiltered(view);
  showPager(found);
}

function showFound(found) {
  if (found.groups) {
    files = showDuplicates(found);
    return;
  }
  ({ files } = found);
  showGrid(files);
  setText(byId("grid-empty-title"), "No file fits");
  setText(byId("grid-empty-text"), "Nothing in this session matches these filters.");
}

function showFailure(error) {
  if (error.isLost) session.refresh();
  showGridBusy(false);
  byId("grid").replaceChildren();
  byId("grid-empty").hidden = true;
  byId("pager").hidden = true;
  byId("grid-error").hidden = false;
  setText(byId("grid-error-text"), `${error.message} ${error.cure ?? ""}`);
}

function showTotals() {
  const { images, videos, bytes: size, with_prompt: prompts, with_score: scores } = totals;
  const parts = [plural(images, "image"), plural(videos, "video"), bytes(size), `${count(prompts)} with a prompt`, `${count(scores)} with a score`];
  byId("preview-totals").replaceChildren(...parts.flatMap((part, place) => (place ? [" · ", part] : [part])));
}

function showPager({ page, pages, total, groups }) {
  if (!groups) showRange(page, total);
  byId("pager").hidden = pages < 2;
  setText(byId("page-text"), `Page ${count(page)} of ${count(pages)}`);
  byId("page-previous").disabled = page <= 1;
  byId("page-next").disabled = page >= pages;
}

function showRange(page, total) {
  const first = (page - 1) * PAGE_SIZE + 1;
  const line = total === 0 ? "" : `${count(first)} to ${count(Math.min(total, page * PAGE_SIZE))} of ${plural(total, "file")}`;
  setText(byId("result-line"), isFiltered(view) && line ? `${line} that fit` : line);
}

function showLinks() {
  for (const format of ["html", "json", "csv"]) byId(`report-${format}`).href = reportUrl(shownSession, format);
  byId("back-to-process").href = formatRoute({ step: "process", sessionId: shownSession });
}

/** While files still come in, the preview follows at a walking pace. */
function sessionMoved() {
  const { document } = session;
  if (document === null || document.session_id !== shownSession) return;
  const isOpen = isCommittable(document.status);
  const link = byId("to-commit");
  link.setAttribute("aria-disabled", String(!isOpen));
  if (isOpen) link.href = formatRoute({ step: "commit", sessionId: shownSession });
  else link.removeAttribute("href");
  setText(byId("to-commit-text"), document.status === "committed" ? "See the commit" : `Commit ${plural(document.ledger.ok, "file")}`);
  const running = byId("preview-running");
  running.hidden = !isProcessing(document.status);
  setText(running, `Still reading: ${document.progress}%. These are the files so far.`);
  if (!refresh && isProcessing(document.status)) refresh = setTimeout(follow, REFRESH_MS);
  if (refresh && !isProcessing(document.status)) follow();
}

function follow() {
  clearTimeout(refresh);
  refresh = 0;
  if (globalThis.document.body.dataset.step === "preview") load();
}

function openCard(card) {
  if (card) showDetail(card.dataset.place ? Number(card.dataset.place) : files.findIndex(({ id }) => String(id) === card.dataset.id));
}

