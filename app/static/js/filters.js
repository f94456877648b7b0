/* The preview's filters: what to show, keywords, words, order. */
import { byId, debounced, element, setFlag, setText } from "./dom.js";
import { count } from "./format.js";

const TYPING_MS = 250;

/** `change(changes)` is called with what the reader changed of the view. */
export function startFilters(change) {
  byId("filter-outcome").addEventListener("click", ({ target }) => {
    const chip = target.closest("[data-show]");
    if (chip) change({ show: chip.dataset.show });
  });
  byId("keywords").addEventListener("click", ({ target }) => {
    const chip = target.closest("[data-keyword]");
    if (chip) change({ keyword: chip.getAttribute("aria-pressed") === "true" ? "" : chip.dataset.keyword });
  });
  byId("search").addEventListener("input", debounced(TYPING_MS, () => change({ q: byId("search").value.trim() })));
  byId("sort").addEventListener("change", () => change({ sort: byId("sort").value }));
  byId("keywords-more").addEventListener("click", () => setOpen(!("open" in byId("keywords").dataset)));
}

/** `totals` and `keywords` may be missing while they are being asked for; what was shown then stays. */
export function showFilters(view, totals, keywords) {
  for (const chip of document.querySelectorAll("[data-show]")) {
    chip.setAttribute("aria-pressed", String(chip.dataset.show === view.show));
    if (totals && chip.dataset.show !== "duplicates") showCount(chip, totals);
  }
  const search = byId("search");
  if (document.activeElement !== search) search.value = view.q;
  byId("sort").value = view.sort;
  if (keywords) showKeywords(keywords, view.keyword);
}

function showCount(chip, totals) {
  const number = chip.dataset.show === "all" ? totals.ok + totals.failed + totals.skipped : totals[chip.dataset.show];
  setText(chip.querySelector(".chip-count"), count(number));
  setFlag(chip, "none", number === 0);
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
  const chip = element("button", { class: "chip", type: "button", "aria-pressed": String(keyword === chosen) }, element("span", { text: keyword, dir: "auto" }));
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
