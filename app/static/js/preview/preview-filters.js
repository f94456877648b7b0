/* The preview's filters: what to show, keywords, words, order. */
import { leftOut } from "../commit/commit-counts.js";
import { preview } from "../commit/commit-plan-store.js";
import { byId, debounced, element, setFlag, setText } from "../shared/dom.js";
import { count } from "../shared/format.js";

const TYPING_MS = 250;

/** `change(changes)` is called with what the reader changed of the view. */
export function startFilters(change) {
  byId("filter-outcome").addEventListener("click", ({ target }) => {
    const chip = target.closest("[data-show]");
    if (chip) change(shown(chip.dataset.show));
  });
  byId("keywords").addEventListener("click", ({ target }) => {
    const chip = target.closest("[data-keyword]");
    if (chip) change({ keyword: chip.getAttribute("aria-pressed") === "true" ? "" : chip.dataset.keyword });
  });
  byId("search").addEventListener(
    "input",
    debounced(TYPING_MS, () => change({ q: byId("search").value.trim() })),
  );
  byId("sort").addEventListener("change", () => change({ sort: byId("sort").value }));
  byId("keywords-more").addEventListener("click", () => setOpen(!("open" in byId("keywords").dataset)));
  preview.addEventListener("change", showChosen);
}

/** «All» means all; groups of copies stand across the six groups, and what is gone was never discovered. */
function shown(show) {
  return show === "all" || show === "duplicates" ? { show, group: "", stack: "" } : { show, stack: "" };
}

/** What the reader edited and left out has chips of its own once there is some. */
function showChosen() {
  const { document: known } = preview;
  showOwn("edited", known?.edited ?? 0);
  showOwn("left", known ? leftOut(known.groups) : 0);
}

function showOwn(show, number) {
  const chip = document.querySelector(`[data-show="${show}"]`);
  chip.hidden = number === 0 && chip.getAttribute("aria-pressed") !== "true";
  setText(chip.querySelector(".chip-count"), count(number));
}

/** `about` (the session) and `keywords` may be missing while they are being asked for; what was shown then stays. */
export function showFilters(view, about, keywords) {
  for (const chip of document.querySelectorAll("[data-show]")) {
    chip.setAttribute("aria-pressed", String(chip.dataset.show === view.show));
    if (about && chip.querySelector("[data-total]")) showCount(chip, about);
  }
  showChosen();
  const search = byId("search");
  if (document.activeElement !== search) search.value = view.q;
  byId("sort").value = view.sort;
  if (keywords) showKeywords(keywords, view.keyword);
}

function showCount(chip, about) {
  const number = found(chip.dataset.show, about);
  setText(chip.querySelector(".chip-count"), number === null ? "" : count(number));
  setFlag(chip, "none", number === 0);
}

/** How many files a chip shows; null where the totals, which go without what was left out, do not say. */
function found(show, { progress: { ledger }, totals }) {
  if (show === "all") return ledger.discovered - ledger.pending;
  if (show in ledger) return ledger[show];
  return preview.document && leftOut(preview.document.groups) > 0 ? null : totals[show];
}

function showKeywords(keywords, chosen) {
  byId("keywords-row").hidden = keywords.length === 0 && !chosen;
  const known = keywords.some(({ keyword }) => keyword === chosen);
  const listed = chosen && !known ? [{ keyword: chosen, count: null }, ...keywords] : keywords;
  listed.sort((a, b) => (b.keyword === chosen) - (a.keyword === chosen));
  byId("keywords").replaceChildren(...listed.map((found) => keywordChip(found, chosen)));
  showMore();
}

function keywordChip({ keyword, count: number }, chosen) {
  const chip = element(
    "button",
    { class: "chip", type: "button", "aria-pressed": String(keyword === chosen) },
    element("span", { text: keyword, dir: "auto" }),
  );
  chip.dataset.keyword = keyword;
  if (number !== null) chip.append(element("span", { class: "chip-count", text: count(number) }));
  return chip;
}

function showMore() {
  const box = byId("keywords");
  byId("keywords-more").hidden = !("open" in box.dataset) && box.scrollHeight <= box.clientHeight + 1;
}

function setOpen(isOpen) {
  setFlag(byId("keywords"), "open", isOpen);
  byId("keywords-more").setAttribute("aria-expanded", String(isOpen));
  setText(byId("keywords-more"), isOpen ? "Fewer" : "More");
}
