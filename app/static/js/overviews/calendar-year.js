/* The year of the calendar at a glance: twelve months in three rows, each a small picture of its days. */
import { makeTabStop } from "../controls/tab-stop.js";
import { byId, element } from "../shared/dom.js";
import { count } from "../shared/format.js";
import { translate } from "../texts/translate.js";
import { isChosen, levelOf, MONTH_ROWS, monthName, weeksOf, writeDay } from "./calendar-dates.js";

const COLUMNS = 4;
const MONTHS = 12;
const KEYS = {
  ArrowLeft: (month) => month - 1,
  ArrowRight: (month) => month + 1,
  ArrowUp: (month) => month - COLUMNS,
  ArrowDown: (month) => month + COLUMNS,
  Home: () => 1,
  End: () => MONTHS,
};

export class CalendarYear {
  #grid = byId("calendar-months");
  #choose;
  #focused = 1;

  /** `choose(month)` is called when a month is pressed. */
  constructor(choose) {
    this.#choose = choose;
    this.#grid.addEventListener("click", ({ target }) => this.#press(target.closest("[data-month]")));
    this.#grid.addEventListener("keydown", (event) => this.#handleKey(event));
    this.#grid.addEventListener("focusin", ({ target }) => this.#makeTabStop(target.closest("[data-month]")));
  }

  /** `month`: the one whose days are shown beside it; the others as in `CalendarMonth`. */
  show({ year, month, months, days, most, bounds }) {
    const hadFocus = this.#grid.contains(document.activeElement);
    const build = (each) => buildMonth({ year, month: each, days, most, bounds }, months.get(each) ?? 0);
    const rows = MONTH_ROWS.map((row) => element("div", { role: "row" }, ...row.map(build)));
    this.#grid.replaceChildren(...rows);
    this.#grid.setAttribute("aria-label", translate("calendar-months", { year: String(year) }));
    this.#monthAt(month).dataset.shown = "";
    const stop = this.#monthAt(hadFocus ? this.#focused : month);
    this.#makeTabStop(stop);
    if (hadFocus) stop.focus({ preventScroll: true });
  }

  #press(tile) {
    if (tile) this.#choose(Number(tile.dataset.month));
  }

  #handleKey(event) {
    const tile = event.target.closest("[data-month]");
    if (!tile || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") this.#press(tile);
    else if (event.key in KEYS) this.#monthAt(KEYS[event.key](Number(tile.dataset.month)))?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #makeTabStop(tile) {
    if (!tile) return;
    this.#focused = Number(tile.dataset.month);
    makeTabStop(this.#grid, tile);
  }

  #monthAt(month) {
    return this.#grid.querySelector(`[data-month="${month}"]`);
  }
}

function buildMonth({ year, month, days, most, bounds }, files) {
  const dates = weeksOf(year, month)
    .flat()
    .map((day) => (day === null ? null : writeDay(year, month, day)));
  const real = dates.filter((date) => date !== null);
  const picture = element(
    "span",
    { class: "calendar-picture" },
    ...dates.map((date) => element("i", { "data-level": date === null ? null : levelOf(days.get(date), most) })),
  );
  return element(
    "div",
    {
      role: "gridcell",
      class: "calendar-tile",
      tabindex: "-1",
      "data-month": month,
      "aria-selected": String(real.some((date) => isChosen(date, bounds))),
      "aria-label": translate("calendar-period", { period: monthName(year, month), files }),
    },
    element(
      "span",
      { class: "calendar-tile-head" },
      element("b", { text: monthName(year, month, { isShort: true }) }),
      element("span", { text: files ? count(files) : "" }),
    ),
    picture,
  );
}
