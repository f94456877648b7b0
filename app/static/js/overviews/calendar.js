/* The calendar of the library: on which days the files of the search were taken. */
import { apiQuery } from "../library/library-query.js";
import { get } from "../shared/api.js";
import { byId, element, setHidden, setText } from "../shared/dom.js";
import { translate } from "../texts/translate.js";
import { boundsOf, moveDay } from "./calendar-dates.js";
import { CalendarMonth } from "./calendar-month.js";
import { CalendarYear } from "./calendar-year.js";
import { Overview } from "./overview.js";

const CALENDAR = "/api/library/calendar";
const NO_BOUNDS = { captured_from: "", captured_to: "" };

export class Calendar extends Overview {
  #search;
  #found = null;
  #wantedYear = null;
  #month = null;
  #ofMonth = new CalendarMonth({
    choose: (...day) => this.#choose(boundsOf(...day)),
    move: (year, month) => this.#move(year, month),
    mayShow: (year) => this.#mayShow(year),
  });
  #ofYear = new CalendarYear((month) => {
    this.#month = month;
    this.#choose(boundsOf(this.#found.year, month));
  });

  /** `search` shows other files, see `LibraryView`. */
  constructor(list, live, search) {
    super("calendar", list, live);
    this.#search = search;
    byId("calendar-year").addEventListener("change", ({ target }) => this.#move(Number(target.value), null));
    byId("calendar-before").addEventListener("click", () => this.#moveYear(-1));
    byId("calendar-behind").addEventListener("click", () => this.#moveYear(+1));
    byId("calendar-month-before").addEventListener("click", () => this.#moveMonth(-1));
    byId("calendar-month-behind").addEventListener("click", () => this.#moveMonth(+1));
    byId("calendar-whole-year").addEventListener("click", () => this.#choose(boundsOf(this.#found.year)));
    byId("calendar-month-name").addEventListener("click", () => this.#choose(boundsOf(this.#found.year, this.#month)));
    this.begin();
  }

  async load(signal) {
    const year = this.#wantedYear ?? yearOf(this.list.view.fields.captured_from);
    const part = year === null ? {} : { year };
    const found = await get(CALENDAR, apiQuery(this.list.view, part), signal);
    if (signal.aborted) return;
    this.#found = found;
    this.#wantedYear = found.year;
    this.#show();
  }

  #show() {
    const { year, years, undated } = this.#found;
    setHidden(byId("calendar-body"), year === null);
    setHidden(byId("calendar-none"), year !== null);
    setText(byId("calendar-undated"), undated > 0 ? translate("calendar-undated", { files: undated }) : "");
    if (year === null) return;
    const options = withYear(years, year).map(({ year: each, files }) =>
      element("option", { value: each, text: translate("calendar-period", { period: String(each), files }) }),
    );
    byId("calendar-year").replaceChildren(...options);
    byId("calendar-year").value = String(year);
    byId("calendar-before").disabled = this.#yearBeside(-1) === undefined;
    byId("calendar-behind").disabled = this.#yearBeside(+1) === undefined;
    this.#showMonths();
  }

  #showMonths() {
    const { year, months, days } = this.#found;
    const bounds = this.list.view.fields;
    this.#month ??= monthOf(bounds.captured_from, year) ?? months.at(-1)?.month ?? 1;
    const shown = {
      year,
      month: this.#month,
      months: new Map(months.map((each) => [each.month, each.files])),
      days: new Map(days.map(({ date, files }) => [date, files])),
      most: Math.max(1, ...days.map(({ files }) => files)),
      bounds,
    };
    this.#ofYear.show(shown);
    this.#ofMonth.show({ ...shown, files: shown.months.get(this.#month) ?? 0 });
    byId("calendar-month-before").disabled = !this.#mayShow(moveDay([year, this.#month, 1], { months: -1 })[0]);
    byId("calendar-month-behind").disabled = !this.#mayShow(moveDay([year, this.#month, 1], { months: +1 })[0]);
  }

  /** Pressed again, what is chosen is chosen no longer. */
  #choose(bounds) {
    const { fields } = this.list.view;
    const isSame = Object.entries(bounds).every(([name, value]) => fields[name] === value);
    this.#search.change({ fields: { ...fields, ...(isSame ? NO_BOUNDS : bounds) } });
  }

  #moveYear(step) {
    const year = this.#yearBeside(step);
    if (year !== undefined) this.#move(year, null);
  }

  #moveMonth(step) {
    const [year, month] = moveDay([this.#found.year, this.#month, 1], { months: step });
    if (this.#mayShow(year)) this.#move(year, month);
  }

  /** `month`: null for the latest one with files. */
  #move(year, month) {
    this.#month = month;
    this.#wantedYear = year;
    if (year === this.#found.year) this.#show();
    else this.follow();
  }

  /** Returns the nearest year with files before or after the shown one. */
  #yearBeside(step) {
    const years = this.#found.years.map(({ year }) => year);
    return step < 0 ? years.findLast((year) => year < this.#found.year) : years.find((year) => year > this.#found.year);
  }

  #mayShow(year) {
    const { years } = this.#found;
    return years.length > 0 && year >= years[0].year && year <= years.at(-1).year;
  }
}

/** A year that was asked for is in the list even when it has no files. */
function withYear(years, year) {
  if (years.some((each) => each.year === year)) return years;
  return [...years, { year, files: 0 }].sort((one, other) => one.year - other.year);
}

function yearOf(date) {
  return /^\d{4}/.test(date ?? "") ? Number(date.slice(0, 4)) : null;
}

function monthOf(date, year) {
  return yearOf(date) === year && /^\d{4}-\d\d/.test(date) ? Number(date.slice(5, 7)) : null;
}
