/* One month of the calendar: a grid of days, with its keyboard. */
import { makeTabStop } from "../controls/tab-stop.js";
import { byId, element, setText } from "../shared/dom.js";
import { count } from "../shared/format.js";
import { countBriefly } from "./brief-count.js";
import { dayLabel, isChosen, levelOf, monthName, moveDay, weekdays, weeksOf, writeDay } from "./calendar-dates.js";

const FROM_SHORT = 1000;

const KEYS = {
  ArrowLeft: () => ({ days: -1 }),
  ArrowRight: () => ({ days: +1 }),
  ArrowUp: () => ({ days: -7 }),
  ArrowDown: () => ({ days: +7 }),
  Home: (place) => ({ days: -place }),
  End: (place) => ({ days: 6 - place }),
  PageUp: () => ({ months: -1 }),
  PageDown: () => ({ months: +1 }),
};

export class CalendarMonth {
  #grid = byId("calendar-days");
  #shown = null;
  #focused = 1;
  #actions;

  /** `actions`: `choose(year, month, day)`, and `move(year, month)`, which shows another month. */
  constructor(actions) {
    this.#actions = actions;
    this.#grid.addEventListener("click", ({ target }) => this.#choose(target.closest("[data-day]")));
    this.#grid.addEventListener("keydown", (event) => this.#handleKey(event));
    this.#grid.addEventListener("focusin", ({ target }) => this.#makeTabStop(target));
  }

  /** `days`: date → files; `most`: the most files of a day in the year; `bounds`: of the search. */
  show({ year, month, days, most, bounds, files }) {
    const hadFocus = this.#grid.contains(document.activeElement);
    this.#shown = { year, month };
    setText(byId("calendar-month-name"), monthName(year, month));
    setText(byId("calendar-month-files"), count(files));
    const build = (day) =>
      this.#buildDay({ year, month, day, most, bounds }, days.get(writeDay(year, month, day)) ?? 0);
    const rows = weeksOf(year, month).map((week) =>
      element("div", { role: "row" }, ...week.map((day) => (day === null ? buildGap() : build(day)))),
    );
    this.#grid.setAttribute("aria-label", monthName(year, month));
    this.#grid.replaceChildren(buildHead(), ...rows);
    const stop = this.#dayAt(this.#focused) ?? this.#dayAt(1);
    stop.tabIndex = 0;
    if (hadFocus) stop.focus({ preventScroll: true });
  }

  #buildDay({ year, month, day, most, bounds }, files) {
    const cell = element("div", {
      role: "gridcell",
      class: "calendar-day",
      tabindex: "-1",
      "data-day": day,
      "data-level": levelOf(files, most),
      "aria-label": dayLabel(year, month, day, files),
      "aria-selected": String(isChosen(writeDay(year, month, day), bounds)),
      ...(files === 0 && { "aria-disabled": "true" }),
    });
    cell.append(element("span", { class: "calendar-day-number", text: day }));
    if (files > 0) cell.append(element("span", { text: countBriefly(files, FROM_SHORT) }));
    return cell;
  }

  #choose(cell) {
    if (cell && cell.getAttribute("aria-disabled") !== "true") {
      this.#actions.choose(this.#shown.year, this.#shown.month, Number(cell.dataset.day));
    }
  }

  async #handleKey(event) {
    const cell = event.target.closest("[data-day]");
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") this.#choose(cell);
    else if (event.key in KEYS) this.#move(cell, KEYS[event.key]([...cell.parentElement.children].indexOf(cell)));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** In another month the focus comes to the day once that month is shown. */
  #move(cell, step) {
    const { year, month } = this.#shown;
    const [toYear, toMonth, day] = moveDay([year, month, Number(cell.dataset.day)], step);
    if (toYear === year && toMonth === month) this.#dayAt(day).focus();
    else if (this.#actions.mayShow(toYear)) {
      this.#focused = day;
      this.#actions.move(toYear, toMonth);
    }
  }

  #makeTabStop(cell) {
    if (!cell.dataset.day) return;
    this.#focused = Number(cell.dataset.day);
    makeTabStop(this.#grid, cell);
  }

  #dayAt(day) {
    return this.#grid.querySelector(`[data-day="${day}"]`);
  }
}

function buildHead() {
  const names = weekdays().map(({ short, long }) =>
    element(
      "span",
      { role: "columnheader" },
      element("span", { class: "visually-hidden", text: long }),
      element("span", { "aria-hidden": "true", text: short }),
    ),
  );
  return element("div", { role: "row", class: "calendar-weekdays" }, ...names);
}

function buildGap() {
  return element("span", { role: "gridcell" });
}
