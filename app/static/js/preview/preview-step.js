/* The Preview step: one view (filters, sort, page) at a time, kept in the address. */

import { commitSentence, countsOf } from "../commit/commit-counts.js";
import { isEditable, preview } from "../commit/commit-plan-store.js";
import { isSame, refreshDetail, showDetail, startDetail } from "../file/detail.js";
import { refreshCard, showGrid, showGridBusy } from "../file/grid.js";
import { session } from "../live/session-store.js";
import { announce } from "../shared/announcement-store.js";
import { api, reportUrl } from "../shared/api.js";
import { byId, setText } from "../shared/dom.js";
import { bytes, count, plural } from "../shared/format.js";
import { startGridKeys } from "../shared/grid-keys.js";
import { showReveal, startReveal } from "../shared/nsfw-blur.js";
import { formatRoute, replaceRoute } from "../shared/route.js";
import { isCommittable, isProcessing } from "../shared/status.js";
import { showError } from "../shared/toasts.js";
import { startCardChoice } from "./card-choice.js";
import { startCardKeys } from "./card-keys.js";
import { showDuplicateKinds, showDuplicates, startDuplicates } from "./duplicates.js";
import { showNsfwThreshold, startNsfwThreshold } from "./nsfw-threshold.js";
import { rangeLine, showPager, startPager } from "./pager.js";
import { afterChoice, withFolds } from "./preview-files.js";
import { showFilters, startFilters } from "./preview-filters.js";
import { askKeywords, keywordsOf } from "./preview-keywords.js";
import { apiQuery, duplicatesQuery, isFiltered, isFolded, queryFor, viewFrom } from "./preview-query.js";
import { showGroup, startGroups } from "./relation-groups.js";
import { isFolding, openStack, showStack, startStacks } from "./stacks.js";

const REFRESH_MS = 3000;

let view = viewFrom({});
let shownSession = null;
let asking = null;
let files = [];
let pages = 0;
let isWalking = false;
let about = null;
let refresh = 0;

export function startPreview() {
  startFilters((changes) => change(changes));
  startDuplicates((changes) => change(changes));
  startGroups({ select: (group) => change({ group, stack: "", show: "all" }), choose });
  startStacks({ refold: () => change({}), choose });
  startCardChoice({ filesShown: () => files, choose });
  startCardKeys({ filesShown: () => files, fileChanged });
  startGridKeys();
  startPager(turn);
  startReveal();
  startNsfwThreshold(() => load());
  startDetail({ filesShown: () => files, hasMore: hasPage, askMore: walkOver, choose, fileChanged });
  byId("grid").addEventListener(
    "click",
    ({ target }) => target.closest(".file-open") && openCard(target.closest(".file-card")),
  );
  byId("grid-retry").addEventListener("click", () => load());
  byId("filters-clear").addEventListener("click", () => change({ show: "all", group: "", keyword: "", q: "" }));
  preview.addEventListener("change", showSentence);
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
  askKeywords(sessionId, showView);
}

function forget() {
  files = [];
  about = null;
  byId("grid").replaceChildren();
  byId("keywords-row").hidden = true;
  setText(byId("preview-totals"), "");
  setText(byId("result-line"), "");
}

/** Any other filter begins at the first page. */
function change(changes) {
  view = { ...view, page: 1, ...changes };
  replaceRoute({ step: "preview", sessionId: shownSession, query: queryFor(view) });
  return load();
}

function hasPage(step) {
  return view.page + step >= 1 && view.page + step <= pages;
}

function turn(step) {
  change({ page: view.page + step });
  scrollTo({ top: 0 });
}

/**
 * The place of the file after (or before) the one at `place`, which ends its page; null: none. What was chosen on the
 * way may have taken files out of the list, so the page is asked for anew before the next one is.
 */
async function walkOver(step, place) {
  isWalking = true;
  try {
    const passed = step > 0 ? files.slice(0, place + 1) : files.slice(place);
    const { page } = view;
    const sessionId = shownSession;
    const isHere = () => sessionId === shownSession && document.body.dataset.step === "preview";
    if (!(await load({ isWalk: true })) || !isHere()) return null;
    const isSamePage = view.page === page; // a page of which nothing is left gives way to the last one
    const near = isSamePage ? beside(passed, step) : step > 0 ? files.length : files.length - 1;
    if (files[near]) return near;
    return hasPage(step) ? await walkToPage(step, isHere) : null;
  } finally {
    isWalking = false;
  }
}

/** Where the walk goes on among the files of now: what was passed may be gone, and an edit may have moved it. */
function beside(passed, step) {
  const isPassed = (file) => passed.some((other) => isSame(other, file));
  if (step < 0) return files.findIndex(isPassed) - 1;
  let near = files.filter(isPassed).length;
  while (files[near] && isPassed(files[near])) near += 1;
  return near;
}

async function walkToPage(step, isHere) {
  const before = view;
  view = { ...view, page: view.page + step };
  const isThere = await load({ isWalk: true });
  if (isThere === false) view = before;
  if (!isThere || !isHere()) return null;
  replaceRoute({ step: "preview", sessionId: shownSession, query: queryFor(view) });
  return step > 0 ? 0 : files.length - 1;
}

/** Whether what was asked for is shown now; undefined: something else was asked for since. A walk that fails leaves what is shown, and says why. */
async function load({ isWalk = false } = {}) {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  showView();
  showGroup(view.group);
  showDuplicateKinds(view);
  showGridBusy(true);
  try {
    const [found, asked] = await Promise.all([foundFor(view, signal), api.session(shownSession)]);
    await preview.load(shownSession, isCommittable(asked.status));
    if (signal.aborted) return undefined;
    if ((found.groups ?? found.files).length === 0 && found.total > 0) return change({ page: found.pages });
    take(found, asked);
    return true;
  } catch (error) {
    if (error.name === "AbortError" || signal.aborted) return undefined;
    if (isWalk) showGridBusy(false);
    (isWalk ? showError : showFailure)(error);
    return false;
  }
}

function showView() {
  showFilters(view, about, keywordsOf(shownSession));
}

function foundFor(wanted, signal) {
  if (wanted.show === "duplicates") return api.duplicates(shownSession, duplicatesQuery(wanted), signal);
  return api.files(shownSession, apiQuery(wanted, isFolding()), signal);
}

function take(found, asked) {
  about = asked;
  byId("grid-error").hidden = true;
  showView();
  showTotals();
  showFound(found);
  showReveal(files.some(({ nsfw }) => nsfw?.is_nsfw) || about.progress.stats.nsfw_detected > 0);
  showNsfwThreshold(about);
  showGridBusy(false);
  byId("grid-empty").hidden = found.total > 0;
  byId("filters-clear").hidden = !isFiltered(view);
  byId("keys-hint").hidden = preview.document === null || found.total === 0;
  showPager(found);
  ({ pages } = found);
  refreshDetail();
  showStack(shownSession, view, found.total);
}

function showFound(found) {
  if (found.groups) {
    files = showDuplicates(found);
    return;
  }
  files = withFolds(found.files, isFolded(view, isFolding()));
  showGrid(files);
  setText(byId("result-line"), rangeLine(found, isFiltered(view)));
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

/** The reader chose for `wanted` (`{ relation, file_ids, stack }`): saved first, shown then. */
async function choose(choice, wanted) {
  let chosen = (file) => file;
  try {
    await preview.choose(choice, wanted);
    chosen = (file) => afterChoice(file, choice, wanted);
    files = files.map(chosen);
    files.forEach(refreshCard);
    announce(commitSentence(countsOf(preview.document)));
  } catch (error) {
    showError(error);
    showGroup(view.group);
  }
  refreshDetail(chosen);
}

/** An edit was saved; counts may follow from it. */
async function fileChanged(file) {
  const edited = (each) => (each.id === file.id && isEditable(each) ? { ...each, ...file } : each);
  files = files.map(edited);
  files.forEach(refreshCard);
  refreshDetail(edited);
  try {
    await preview.refresh();
  } catch (error) {
    showError(error);
  }
  askKeywords(shownSession, showView);
}

function showSentence() {
  setText(byId("preview-sentence"), preview.document ? commitSentence(countsOf(preview.document)) : "");
}

function showTotals() {
  const { images, videos, bytes: size, with_prompt: prompts, with_score: scores } = about.totals;
  const parts = [
    plural(images, "image"),
    plural(videos, "video"),
    bytes(size),
    `${count(prompts)} with a prompt`,
    `${count(scores)} with a score`,
  ];
  byId("preview-totals").replaceChildren(...parts.flatMap((part, place) => (place ? [" · ", part] : [part])));
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
  setText(byId("to-commit-text"), document.status === "committed" ? "See the commit" : "Go to commit");
  const running = byId("preview-running");
  running.hidden = !isProcessing(document.status);
  setText(running, `Still reading: ${document.progress}%. These are the files so far.`);
  if (!refresh && isProcessing(document.status)) refresh = setTimeout(follow, REFRESH_MS);
  if (refresh && !isProcessing(document.status)) follow();
}

function follow() {
  clearTimeout(refresh);
  refresh = isWalking ? setTimeout(follow, REFRESH_MS) : 0;
  if (isWalking) return;
  if (globalThis.document.body.dataset.step !== "preview") return;
  load();
  askKeywords(shownSession, showView);
}

function openCard(card) {
  const place = Number(card.dataset.place);
  if (files[place].folded) openStack(shownSession, files[place].stack);
  else showDetail(place);
}
