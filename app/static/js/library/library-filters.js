/* The library's filters: controls that show a view and report what the user changes. */
import { api } from "../shared/api.js";
import { byId, debounced, element, setFlag, setText } from "../shared/dom.js";
import { count } from "../shared/format.js";
import { showChosenFilters } from "./chosen-filters.js";
import { startFolderField } from "./folder-field.js";
import { apiQuery, FIELDS, isUnfinished } from "./library-query.js";

const TYPING_MS = 120;
const KEYWORDS = 50;
const OPEN_KEY = "headrace.library.filters";
const LISTS = { tool: "tools", model: "models", format: "formats" };

export class LibraryFilters {
  #onChange;
  #view = null;
  #chips = { q: "", terms: [] };

  /** `onChange(changes, { isTyping })` is called with what the user changed of the view. */
  constructor(onChange) {
    this.#onChange = onChange;
    this.#followSearch();
    this.#followFilters();
    byId("filters-toggle").addEventListener("click", () => setOpen(byId("filters").hidden));
    setOpen(sessionStorage.getItem(OPEN_KEY) === "yes");
  }

  show(view) {
    this.#view = view;
    const words = byId("words");
    if (document.activeElement !== words) words.value = view.q;
    byId("sort-by-hand").hidden = !view.fields.collection;
    byId("sort").value = view.sort;
    for (const control of byId("filters").querySelectorAll("[data-field]")) {
      showValue(control, view.fields[control.dataset.field] ?? "");
    }
    for (const chip of byId("filters").querySelectorAll("[data-value]")) {
      chip.setAttribute("aria-pressed", String(view.fields[fieldOf(chip)] === chip.dataset.value));
    }
    this.#showChosen();
    this.#showTerms(view.q);
  }

  /** Loads what the library can be filtered by. */
  async loadFacets() {
    const facets = await api.libraryFacets(apiQuery(this.#view, {}));
    for (const [name, list] of Object.entries(LISTS)) fillList(byId(name), facets[list], name);
    for (const chip of byId("filters").querySelectorAll("[data-value]")) showCount(chip, facets);
    await suggestKeywords();
  }

  /** Shows the chips of filters at once, and of terms once they are known. */
  #showChosen() {
    showChosenFilters(this.#view, this.#chips.q === this.#view.q ? this.#chips.terms : []);
  }

  async #showTerms(q) {
    if (q === this.#chips.q) return;
    const chips = await findChips(q);
    if (chips === null || q !== this.#view.q) return;
    this.#chips = chips;
    this.#showChosen();
  }

  async #followTermBuilder() {
    const { startTermBuilder } = await import("./term-builder.js");
    startTermBuilder(() => this.#search());
  }

  async #followCompletion() {
    const { SearchCompletion } = await import("./search-completion.js");
    new SearchCompletion(() => this.#search());
  }

  #followSearch() {
    const words = byId("words");
    words.addEventListener("input", () => this.#followCompletion(), { once: true });
    const search = debounced(TYPING_MS, () => isUnfinished(words.value) || this.#search());
    words.addEventListener("input", search);
    byId("library-search").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#search();
    });
    byId("sort").addEventListener("change", () => this.#onChange({ sort: byId("sort").value }));
  }

  #followFilters() {
    const filters = byId("filters");
    filters.addEventListener("submit", (event) => event.preventDefault());
    filters.addEventListener("click", ({ target }) => this.#toggle(target.closest("[data-value]")));
    filters.addEventListener("change", ({ target: { dataset, value } }) => {
      if (dataset.field && dataset.field !== "folder") this.#set(dataset.field, value.trim());
    });
    startFolderField((folder) => this.#set("folder", folder));
    byId("keyword").addEventListener("input", debounced(TYPING_MS, suggestKeywords));
    byId("keyword").addEventListener("change", () => this.#addKeyword());
    byId("term-value").addEventListener("focus", () => this.#followTermBuilder(), { once: true });
    byId("chosen").addEventListener("click", ({ target }) => this.#remove(target.closest(".chip")));
  }

  /** A search that cannot be understood is not made: the field says where it is wrong. */
  async #search() {
    const q = byId("words").value.trim();
    const chips = await findChips(q);
    if (chips === null || q !== byId("words").value.trim() || q === this.#view.q) return;
    this.#chips = chips;
    this.#onChange({ q }, { isTyping: true });
  }

  #toggle(chip) {
    if (!chip) return;
    const isPressed = chip.getAttribute("aria-pressed") === "true";
    this.#set(fieldOf(chip), isPressed ? "" : chip.dataset.value);
  }

  #set(name, value) {
    this.#onChange({ fields: { ...this.#view.fields, [name]: value } });
  }

  #addKeyword() {
    const word = byId("keyword").value.trim();
    byId("keyword").value = "";
    const { keywords } = this.#view;
    if (word && !keywords.includes(word)) this.#onChange({ keywords: [...keywords, word] });
  }

  async #remove(chip) {
    if (!chip) return;
    if ("term" in chip.dataset) {
      const { withoutTerm } = await import("./search-terms.js");
      byId("words").value = withoutTerm(this.#view.q, chip.dataset);
      await this.#search();
      return;
    }
    const { name, chosen } = chip.dataset;
    if (name !== "keyword") this.#set(name, "");
    else this.#onChange({ keywords: this.#view.keywords.filter((word) => word !== chosen) });
  }
}

/** Returns the chips of a search's terms; null when the search cannot be understood. */
async function findChips(q) {
  const { parseSearch, buildTermChips } = await import("./search-terms.js");
  const terms = await parseSearch(q);
  if (terms === null) return null;
  return { q, terms: terms.length > 1 || terms.some(({ field }) => field) ? buildTermChips(terms) : [] };
}

function fieldOf(chip) {
  return chip.dataset.choice ?? chip.parentElement.dataset.choice;
}

/** A list shows its value even when that is not (or no longer) one of its options. */
function showValue(control, value) {
  if (document.activeElement === control && control.tagName === "INPUT") return;
  if (control.tagName === "SELECT" && value && ![...control.options].some((option) => option.value === value)) {
    control.append(element("option", { value, text: FIELDS[control.dataset.field](value) }));
  }
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

function showCount(chip, { kinds, favourites, nsfw, without_pixels: unread, hidden }) {
  const shown = chip.querySelector(".chip-count");
  if (!shown) return;
  const kind = kinds.find(({ value }) => value === chip.dataset.value);
  const number = { favourite: favourites, nsfw, pixels_read: unread, hidden }[fieldOf(chip)] ?? kind?.count ?? 0;
  setText(shown, count(number));
  setFlag(chip, "none", number === 0);
}

async function suggestKeywords() {
  const { keywords } = await api.libraryKeywords(byId("keyword").value.trim(), KEYWORDS);
  const options = keywords.map(({ keyword, count: files }) =>
    element("option", { value: keyword, label: `${keyword} (${count(files)})` }),
  );
  byId("keyword-list").replaceChildren(...options);
}

function setOpen(isOpen) {
  byId("filters").hidden = !isOpen;
  byId("filters-toggle").setAttribute("aria-expanded", String(isOpen));
  sessionStorage.setItem(OPEN_KEY, isOpen ? "yes" : "no");
}
