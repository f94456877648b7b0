/* The library's filters: controls that show a view and tell what the reader changed of it. */
import { api } from "../shared/api.js";
import { byId, debounced, element, fragment, setFlag, setText } from "../shared/dom.js";
import { count } from "../shared/format.js";
import { FIELDS, filterCount, isUnfinished } from "./library-query.js";

const TYPING_MS = 120;
const KEYWORDS = 50;
const OPEN_KEY = "headrace.library.filters";
const LISTS = { tool: "tools", model: "models", format: "formats" };

let view = null;

/** `change(changes, { isTyping })` is called with what the reader changed of the view. */
export function startLibraryFilters(change) {
  byId("words").addEventListener(
    "input",
    debounced(TYPING_MS, () => isUnfinished(byId("words").value) || type(change)),
  );
  byId("library-search").addEventListener("submit", (event) => {
    event.preventDefault();
    type(change);
  });
  byId("sort").addEventListener("change", () => change({ sort: byId("sort").value }));
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("click", ({ target }) => choose(target.closest("[data-value]"), change));
  byId("filters").addEventListener(
    "change",
    ({ target }) => target.dataset.field && set(target.dataset.field, target.value.trim(), change),
  );
  byId("keyword").addEventListener("input", debounced(TYPING_MS, suggest));
  byId("keyword").addEventListener("change", () => addKeyword(change));
  byId("chosen").addEventListener("click", ({ target }) => unchoose(target.closest(".chip"), change));
  byId("filters-toggle").addEventListener("click", () => setOpen(byId("filters").hidden));
  setOpen(sessionStorage.getItem(OPEN_KEY) === "yes");
}

function type(change) {
  const q = byId("words").value.trim();
  if (q !== view.q) change({ q }, { isTyping: true });
}

export function showView(shown) {
  view = shown;
  const words = byId("words");
  if (document.activeElement !== words) words.value = view.q;
  byId("sort").value = view.sort;
  for (const control of byId("filters").querySelectorAll("[data-field]"))
    showValue(control, view.fields[control.dataset.field] ?? "");
  for (const chip of byId("filters").querySelectorAll("[data-value]"))
    chip.setAttribute("aria-pressed", String(view.fields[fieldOf(chip)] === chip.dataset.value));
  showChosen();
}

export async function showFacets() {
  const facets = await api.libraryFacets();
  for (const [name, list] of Object.entries(LISTS)) fillList(byId(name), facets[list], name);
  for (const chip of byId("filters").querySelectorAll("[data-value]")) showCount(chip, facets);
  await suggest();
  return facets;
}

function fieldOf(chip) {
  return chip.dataset.choice ?? chip.parentElement.dataset.choice;
}

function choose(chip, change) {
  if (!chip) return;
  const isChosen = chip.getAttribute("aria-pressed") === "true";
  set(fieldOf(chip), isChosen ? "" : chip.dataset.value, change);
}

function set(name, value, change) {
  change({ fields: { ...view.fields, [name]: value } });
}

function addKeyword(change) {
  const word = byId("keyword").value.trim();
  byId("keyword").value = "";
  if (word && !view.keywords.includes(word)) change({ keywords: [...view.keywords, word] });
}

/** A list's control shows its value even when the list does not have it (any more). */
function showValue(control, value) {
  if (document.activeElement === control && control.tagName === "INPUT") return;
  if (control.tagName === "SELECT" && value && ![...control.options].some((option) => option.value === value))
    control.append(element("option", { value, text: FIELDS[control.dataset.field](value) }));
  control.value = value;
}

function fillList(list, values, name) {
  const chosen = list.value;
  const options = values.map(({ value, count: files }) =>
    element("option", { value, text: `${FIELDS[name](value)} (${count(files)})` }),
  );
  list.replaceChildren(list.options[0], ...options);
  showValue(list, chosen);
}

function showCount(chip, { kinds, favourites, nsfw }) {
  const shown = chip.querySelector(".chip-count");
  if (!shown) return;
  const number =
    { favourite: favourites, nsfw }[fieldOf(chip)] ??
    kinds.find(({ value }) => value === chip.dataset.value)?.count ??
    0;
  setText(shown, count(number));
  setFlag(chip, "none", number === 0);
}

async function suggest() {
  const { keywords } = await api.libraryKeywords(byId("keyword").value.trim(), KEYWORDS);
  byId("keyword-list").replaceChildren(
    ...keywords.map(({ keyword, count: files }) =>
      element("option", { value: keyword, label: `${keyword} (${count(files)})` }),
    ),
  );
}

function showChosen() {
  const chosen = [
    ...view.keywords.map((word) => chosenChip("keyword", word, `Keyword ${word}`)),
    ...Object.keys(FIELDS).flatMap((name) =>
      view.fields[name] ? [chosenChip(name, view.fields[name], FIELDS[name](view.fields[name]))] : [],
    ),
  ];
  byId("chosen").replaceChildren(...chosen);
  byId("chosen").hidden = chosen.length === 0;
  const number = filterCount(view);
  byId("filters-count").hidden = number === 0;
  setText(byId("filters-count"), count(number));
}

function chosenChip(name, value, text) {
  const chip = element(
    "button",
    { class: "chip", type: "button", "aria-label": `Take away: ${text}` },
    element("span", { text, dir: "auto" }),
    fragment("away"),
  );
  Object.assign(chip.dataset, { name, chosen: value });
  return chip;
}

function unchoose(chip, change) {
  if (!chip) return;
  const { name, chosen } = chip.dataset;
  if (name === "keyword") change({ keywords: view.keywords.filter((word) => word !== chosen) });
  else set(name, "", change);
}

function setOpen(isOpen) {
  byId("filters").hidden = !isOpen;
  byId("filters-toggle").setAttribute("aria-expanded", String(isOpen));
  sessionStorage.setItem(OPEN_KEY, isOpen ? "yes" : "no");
}
