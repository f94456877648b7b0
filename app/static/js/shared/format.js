/* Values into words. Pure. */

import { LANGUAGE, LOCALE, translate } from "../texts/translate.js";

const NUMBER = new Intl.NumberFormat(LANGUAGE);
const ONE_DIGIT = new Intl.NumberFormat(LANGUAGE, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"];

export function count(value) {
  return NUMBER.format(value ?? 0);
}

/** Decimal units, three figures: `18.2 MB`. */
export function bytes(value) {
  let size = value ?? 0;
  let unit = 0;
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const isWhole = unit === 0 || size >= 99.95;
  return `${isWhole ? NUMBER.format(Math.round(size)) : ONE_DIGIT.format(size)} ${UNITS[unit]}`;
}

/** With one digit behind the point: `1,234.5`. */
export function tenths(value) {
  return ONE_DIGIT.format(value);
}

/** `45%`, of a whole number. */
export function percent(value) {
  return translate("percent", { percent: value });
}

/** `4.2 ms`, `120 ms`. */
export function milliseconds(value) {
  return `${value < 10 ? ONE_DIGIT.format(value) : NUMBER.format(Math.round(value))} ms`;
}

/** Seconds as a clock: `0:07`, `12:40`, `3:05:09`. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds ?? 0));
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  const hours = Math.floor(whole / 3600);
  if (hours === 0) return `${parts[0]}:${pad(parts[1])}`;
  return `${hours}:${pad(parts[0])}:${pad(parts[1])}`;
}

/** Files per second: `48/s`, `4.8/s`; `12/min` when slow. */
export function rate(perSecond) {
  if (!Number.isFinite(perSecond) || perSecond <= 0) return "–";
  if (perSecond < 1) return translate("rate-minute", { files: Math.max(1, Math.round(perSecond * 60)) });
  return translate("rate-second", { files: perSecond < 10 ? ONE_DIGIT.format(perSecond) : Math.round(perSecond) });
}

/** Seconds as a rough span, in steps that can be followed: `8 s`, `1 min 40 s`, `12 min`. */
export function span(seconds) {
  if (seconds === null || !Number.isFinite(seconds)) return "–";
  if (seconds < 10) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 60) return `${Math.round(seconds / 5) * 5} s`;
  if (seconds < 600) return minutesAndTens(seconds);
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${ONE_DIGIT.format(seconds / 3600)} h`;
}

function minutesAndTens(seconds) {
  const tens = Math.floor((seconds % 60) / 10) * 10;
  return tens === 0 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 60)} min ${tens} s`;
}

export function timeOfDay(epochSeconds) {
  return new Date(epochSeconds * 1000).toLocaleTimeString(LOCALE, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
}

/** `today 14:05`; the date of another day. */
export function moment(epochSeconds, now = new Date(), finer = {}) {
  const then = new Date(epochSeconds * 1000);
  const time = then.toLocaleTimeString(LOCALE, { hour: "2-digit", minute: "2-digit", ...finer });
  if (then.toDateString() === now.toDateString()) return translate("moment-today", { time });
  const year = then.getFullYear() === now.getFullYear() ? {} : { year: "numeric" };
  return `${then.toLocaleDateString(LOCALE, { day: "numeric", month: "short", ...year })} ${time}`;
}

/** `/a/b/c.png` → `["/a/b", "c.png"]`. */
export function splitPath(path) {
  const cut = path.lastIndexOf("/");
  return cut < 0 ? ["", path] : [path.slice(0, cut) || "/", path.slice(cut + 1)];
}

function pad(value) {
  return String(value).padStart(2, "0");
}
