/* The preview's filters: what to show, keywords, words, order. */
import { itemsLeftOut, leftOut } from "../commit/commit-counts.js";
import { commitPlan } from "../commit/commit-plan-store.js";
import { startScrollRows } from "../controls/scroll-rows.js";
import { byId, debounced, element, setFlag, setText } from "../shared/dom.js";
import { count } from "../shared/format.js";
import { translate } from "../texts/translate.js";

const TYPING_MS = 250;

/** `list`: the preview's list, whose view the filters change. */
export function startFilters(list) {
  byId("filter-outcome").addEventListener("click", ({ target }) => {
    const chip = target.closest("[data-show]");
    if (chip) list.change(viewOf(chip.dataset.show));
  });
  byId("keywords").addEventListener("click", ({ target }) => {
    const chip = target.closest("[data-keyword]");
    if (chip) list.change({ keyword: chip.getAttribute("aria-pressed") === "true" ? "" : chip.dataset.keyword });
  });
  byId("search").addEventListener(
    "input",
    debounced(TYPING_MS, () => list.change({ q: byId("search").value.trim() })),
  );
  byId("sort").addEventListener("change", () => list.change({ sort: byId("sort").value }));
  commitPlan.addEventListener("change", showOwnChips);
  startScrollRows();
}

/** “All” leaves the six groups, and so do copies: their groups contain files of several of the six. */
function viewOf(show) {
  return show === "all" || show === "duplicates" ? { show, group: "", stack: "" } : { show, stack: "" };
}

/** Files that the user edited or excluded have chips of their own once there are any. */
function showOwnChips() {
  const { plan } = commitPlan;
  showOwnChip("edited", plan?.edited ?? 0);
  showOwnChip("left", plan ? itemsLeftOut(plan.groups) : 0);
}

function showOwnChip(show, number) {
  const chip = document.querySelector(`[data-show="${show}"]`);
  chip.hidden = number === 0 && chip.getAttribute("aria-pressed") !== "true";
  setText(chip.querySelector(".chip-count"), count(number));
}

/** `about` (the session) and `keywords` are null while they are loaded; what was shown before then stays. */
export function showFilters(view, about, keywords) {
  for (const chip of document.querySelectorAll("[data-show]")) {
    chip.setAttribute("aria-pressed", String(chip.dataset.show === view.show));
    if (about && chip.querySelector("[data-total]")) showCount(chip, about);
  }
  showOwnChips();
  const search = byId("search");
  if (document.activeElement !== search) search.value = view.q;
  byId("sort").value = view.sort;
  if (keywords) showKeywords(keywords, view.keyword);
}

function showCount(chip, about) {
  const number = filesOf(chip.dataset.show, about);
  setText(chip.querySelector(".chip-count"), number === null ? "" : count(number));
  chip.hidden = number === 0 && chip.dataset.show !== "all" && chip.getAttribute("aria-pressed") !== "true";
}

/**
 * Returns how many cards a chip shows: those that the plan has counted where one card may be several files. Null where
 * the totals do not say, as they do not count what was excluded.
 */
function filesOf(show, { progress: { ledger }, totals }) {
  const { listed } = commitPlan.plan ?? {};
  if (listed && show in listed) return listed[show];
  if (show === "all") return ledger.discovered - ledger.pending;
  if (show in ledger) return ledger[show];
  return commitPlan.plan && leftOut(commitPlan.plan.groups) > 0 ? null : totals[show];
}

function showKeywords(keywords, chosen) {
  byId("keywords-open").hidden = keywords.length === 0 && !chosen;
  setText(byId("keywords-chosen"), chosen || translate("preview-keywords"));
  setFlag(byId("keywords-open"), "on", chosen !== "");
  const known = keywords.some(({ keyword }) => keyword === chosen);
  const listed = chosen && !known ? [{ keyword: chosen, count: null }, ...keywords] : [...keywords];
  listed.sort((a, b) => (b.keyword === chosen) - (a.keyword === chosen));
  byId("keywords").replaceChildren(...listed.map((found) => buildKeyword(found, chosen)));
}

function buildKeyword({ keyword, count: number }, chosen) {
  const chip = element(
    "button",
    { class: "chip", type: "button", "aria-pressed": String(keyword === chosen) },
    element("span", { text: keyword, dir: "auto" }),
  );
  chip.dataset.keyword = keyword;
  if (number !== null) chip.append(element("span", { class: "chip-count", text: count(number) }));
  return chip;
}
