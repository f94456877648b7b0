/* Values into words. Pure. */

const NUMBER = new Intl.NumberFormat("en");
const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"];

export function count(value) {
  return NUMBER.format(value ?? 0);
}

/** `1 file`, `2 files`. */
export function plural(value, one, many = `${one}s`) {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Decimal units, three figures: `18.2 MB`. */
export function bytes(value) {
  let size = value ?? 0;
  let unit = 0;
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || size >= 99.95 ? 0 : 1;
  return `${size.toFixed(digits)} ${UNITS[unit]}`;
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
  if (perSecond < 1) return `${Math.max(1, Math.round(perSecond * 60))}/min`;
  return perSecond < 10 ? `${perSecond.toFixed(1)}/s` : `${count(Math.round(perSecond))}/s`;
}

/** Seconds as a rough span, in steps that can be followed: `8 s`, `1 min 40 s`, `12 min`. */
export function span(seconds) {
  if (seconds === null || !Number.isFinite(seconds)) return "–";
  if (seconds < 10) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 60) return `${Math.round(seconds / 5) * 5} s`;
  if (seconds < 600) return `${Math.floor(seconds / 60)} min ${Math.floor((seconds % 60) / 10) * 10} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

export function timeOfDay(epochSeconds) {
  return new Date(epochSeconds * 1000).toLocaleTimeString([], {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
}

/** `today 14:05`; the date of another day. */
export function moment(epochSeconds, now = new Date(), finer = {}) {
  const then = new Date(epochSeconds * 1000);
  const time = then.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", ...finer });
  if (then.toDateString() === now.toDateString()) return `today ${time}`;
  const year = then.getFullYear() === now.getFullYear() ? {} : { year: "numeric" };
  return `${then.toLocaleDateString([], { day: "numeric", month: "short", ...year })} ${time}`;
}

/** `/a/b/c.png` → `["/a/b", "c.png"]`. */
export function splitPath(path) {
  const cut = path.lastIndexOf("/");
  return cut < 0 ? ["", path] : [path.slice(0, cut) || "/", path.slice(cut + 1)];
}

function pad(value) {
  return String(value).padStart(2, "0");
}
