/* Dates in words, and those of a list that is in order of date. Pure. */
import { LOCALE, translate } from "../texts/translate.js";

/* As the API takes them in a search. */
const DATE = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d)?)?)?$/;
const DAY = { year: "numeric", month: "short", day: "numeric" };
const TIME = { hour: "2-digit", minute: "2-digit", second: "2-digit" };

/** Returns the mark `{ date, place }` of the day or month to which the file at `place` belongs. */
export function markAt(marks, place) {
  return marks.findLast((mark) => mark.place <= place) ?? marks[0];
}

/** `May 2024`, `6 May 2024`; `No date`. */
export function dateWords(date) {
  if (date === "") return translate("library-no-date");
  const [year, month, day] = date.split("-").map(Number);
  const parts = { year: "numeric", ...(month && { month: "short" }), ...(day && { day: "numeric" }) };
  return new Date(year, (month ?? 1) - 1, day ?? 1).toLocaleDateString(LOCALE, parts);
}

/** A date of a search in words. `isUtc`: a time in it is in UTC; otherwise it is what a clock showed. */
export function boundWords(date, { isUtc = false } = {}) {
  if (!DATE.test(date) || Number.isNaN(Date.parse(date))) return date; // The server says what is wrong with it.
  if (!date.includes("T")) return dateWords(date);
  return new Date(isUtc ? `${date}Z` : date).toLocaleString(LOCALE, { ...DAY, ...TIME });
}

/** Returns where each year begins: `[{ year, place }]`. */
export function yearsOf(marks) {
  const years = marks.map(({ date, place }) => ({ year: date.slice(0, 4), place }));
  return years.filter(({ year }, index) => year !== "" && year !== years[index - 1]?.year);
}
