/* The heads of the list's columns, and the controls of the layout. Where the server can sort by a column, its head is a
   button. */
import { byId, element, fragment, setAttribute, setHidden } from "../shared/dom.js";
import { translate } from "../texts/translate.js";
import { gridOptions } from "./grid-options-store.js";
import { COLUMNS } from "./list-columns.js";
import { startViewOptions } from "./view-options.js";

/* What the button of a column does, for those by which some list can be sorted. */
const SORTS = {
  name: translate("grid-sort-name"),
  size: translate("grid-sort-size"),
  date: translate("grid-sort-date"),
  score: translate("grid-sort-score"),
  outcome: translate("grid-sort-outcome"),
};

export class ListHead {
  #head = byId("list-head");
  #columns;

  /** `columns`: name of a column of `list` → the name of its order, as in the list of orders `#sort`. */
  constructor(columns, list) {
    this.#columns = columns;
    startViewOptions();
    const titles = {
      name: translate("grid-column-name"),
      ...Object.fromEntries(Object.entries(COLUMNS).map(([name, [title]]) => [name, title])),
    };
    this.#head.replaceChildren(...Object.entries(titles).map(([name, title]) => this.#build(name, title)));
    this.#head.addEventListener("click", ({ target }) => this.#sort(target.closest("button")?.dataset.column));
    list.addEventListener("list", () => this.#show());
    byId("sort").addEventListener("change", () => this.#show());
    gridOptions.addEventListener("change", () => this.#show());
    this.#show();
  }

  /** Shows by what the list is sorted. */
  #show() {
    setHidden(this.#head, gridOptions.layout !== "list");
    const [by, order] = byId("sort").value.split(" ");
    for (const button of this.#head.querySelectorAll("button")) {
      const isSorted = this.#columns[button.dataset.column] === by;
      setAttribute(button, "aria-pressed", isSorted);
      button.dataset.order = isSorted ? order : "";
    }
  }

  #build(name, title) {
    const attributes = { class: "list-title", "data-column": name };
    if (!(name in this.#columns)) return element("span", { ...attributes, text: title });
    const button = element("button", { ...attributes, type: "button", text: title, title: SORTS[name] });
    button.append(fragment("sorted"));
    return button;
  }

  /** Uses the list of orders, whose change the page follows. A second press turns the order round. */
  #sort(column) {
    if (!column) return;
    const select = byId("sort");
    const by = this.#columns[column];
    const wanted = [`${by} asc`, `${by} desc`].filter((value) => value !== select.value);
    const option = [...select.options].find(({ value }) => wanted.includes(value));
    if (!option) return;
    select.value = option.value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
