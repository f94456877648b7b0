/* Days, months and years of the calendar. Pure. */
import { LOCALE, translate } from "../texts/translate.js";

const MONTHS = 12;
const WEEK = 7;
const LEVELS = 4;
const MONDAY = 1;

/** The months as they are drawn: rows of four. */
export const MONTH_ROWS = [0, 4, 8].map((first) => [1, 2, 3, 4].map((place) => first + place));

/** Returns a day as the API writes it: `2024-05-06`. */
export function writeDay(year, month, day) {
  return [String(year).padStart(4, "0"), ...[month, day].map((part) => String(part).padStart(2, "0"))].join("-");
}

export function daysIn(year, month) {
  return dateOf(year, month + 1, 0).getDate();
}

/** Returns the weeks of a month: seven places each, with the number of the day, or null where there is none. */
export function weeksOf(year, month, firstDay = firstDayOfWeek()) {
  const before = (dateOf(year, month, 1).getDay() - firstDay + WEEK) % WEEK;
  const days = daysIn(year, month);
  return Array.from({ length: Math.ceil((before + days) / WEEK) }, (_, week) =>
    Array.from({ length: WEEK }, (_each, place) => {
      const day = week * WEEK + place - before + 1;
      return day >= 1 && day <= days ? day : null;
    }),
  );
}

/** Returns how dark a number of files is shown, from 0 for none to 4 for the most. */
export function levelOf(files, most) {
  if (!files) return 0;
  return most <= 1 ? LEVELS : Math.max(1, Math.ceil((LEVELS * Math.log1p(files)) / Math.log1p(most)));
}

/** Returns the bounds of a search for a year, a month or a day: `{ captured_from, captured_to }`. */
export function boundsOf(year, month, day) {
  const first = writeDay(year, month ?? 1, day ?? 1);
  const last = writeDay(year, month ?? MONTHS, day ?? daysIn(year, month ?? MONTHS));
  return { captured_from: first, captured_to: last };
}

/** Whether a day is within the bounds of a search, of which one may be missing. Without both, no day is chosen. */
export function isChosen(day, { captured_from: first, captured_to: last }) {
  if (!first && !last) return false;
  return (!first || day >= first.slice(0, day.length)) && (!last || day.slice(0, last.length) <= last);
}

/** Moves by days and months: returns `[year, month, day]`; a month that has no such day ends earlier. */
export function moveDay([year, month, day], { days = 0, months = 0 }) {
  const moved = dateOf(year, month + months, 1);
  const last = daysIn(moved.getFullYear(), moved.getMonth() + 1);
  const found = dateOf(moved.getFullYear(), moved.getMonth() + 1, Math.min(day, last) + days);
  return [found.getFullYear(), found.getMonth() + 1, found.getDate()];
}

/** `Monday, 6 May 2024: 12 files` */
export function dayLabel(year, month, day, files) {
  const date = dateOf(year, month, day).toLocaleDateString(LOCALE, { dateStyle: "full" });
  return translate("calendar-period", { period: date, files });
}

export function monthName(year, month, { isShort = false } = {}) {
  const parts = isShort ? { month: "short" } : { month: "long", year: "numeric" };
  return dateOf(year, month, 1).toLocaleDateString(LOCALE, parts);
}

/** Returns the names of the days of a week, `{ short, long }`, the first day of the week first. */
export function weekdays(firstDay = firstDayOfWeek()) {
  return Array.from({ length: WEEK }, (_, place) => {
    const date = dateOf(2023, 1, 1 + firstDay + place); // 1 January 2023 was a Sunday
    return {
      short: date.toLocaleDateString(LOCALE, { weekday: "narrow" }),
      long: date.toLocaleDateString(LOCALE, { weekday: "long" }),
    };
  });
}

/** The day on which weeks begin where the reader lives, from 0 for Sunday; Monday where the browser does not know. */
export function firstDayOfWeek() {
  const locale = new Intl.Locale(LOCALE);
  const week = locale.getWeekInfo?.() ?? locale.weekInfo;
  return (week?.firstDay ?? MONDAY) % WEEK;
}

/** Years below 100 mean themselves. */
function dateOf(year, month, day) {
  const date = new Date(2000, 0, 1);
  date.setFullYear(year, month - 1, day);
  return date;
}
