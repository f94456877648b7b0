/* Failures as they occur, newest first. Only new ones are inserted, and never more than the status document holds. */
import { pageConfig } from "../shared/config.js";
import { byId, fragment, setFlag, setHidden, setText } from "../shared/dom.js";
import { count, plural, timeOfDay } from "../shared/format.js";

const SHOWN_AT_MOST = pageConfig.rules.errors_kept;
const FLASH_EVERY_MS = 900;

export class FailureList {
  #flashedAt = 0;
  #shown = [];
  #sessionId = null;

  show({ session_id: id, errors, stats }) {
    const isFirst = id !== this.#sessionId;
    if (isFirst) this.#clear(id);
    const fresh = newFailures(this.#shown, errors);
    if (fresh === null) this.#clear(id);
    const added = fresh ?? errors;
    if (added.length) this.#insert(added, !isFirst);
    this.#shown = errors;
    showNote(errors.length, stats.errors);
  }

  #clear(id) {
    this.#sessionId = id;
    this.#shown = [];
    byId("errors").replaceChildren();
  }

  #insert(errors, isNew) {
    const list = byId("errors");
    list.prepend(...errors.map(buildRow).reverse());
    if (isNew) this.#flash(list.firstElementChild);
    while (list.childElementCount > SHOWN_AT_MOST) list.lastElementChild.remove();
  }

  /** Marks the newest failure for a moment. When many arrive at once, one mark a second is enough. */
  #flash(line) {
    const now = performance.now();
    if (now - this.#flashedAt < FLASH_EVERY_MS) return;
    this.#flashedAt = now;
    setFlag(line, "new", true);
  }
}

/** Returns the errors of `next` that come after all of `previous`; null when `next` does not continue it. Pure. */
export function newFailures(previous, next) {
  if (previous === next) return [];
  if (previous.length === 0) return next;
  const last = keyOf(previous.at(-1));
  const place = next.findLastIndex((error) => keyOf(error) === last);
  return place < 0 ? null : next.slice(place + 1);
}

function keyOf({ at, path, step }) {
  return `${at}\n${step}\n${path}`;
}

function buildRow({ at, path, file, step, reason }) {
  const line = fragment("error");
  const time = line.querySelector(".error-time");
  time.textContent = timeOfDay(at);
  time.dateTime = new Date(at * 1000).toISOString();
  const name = line.querySelector(".error-file");
  name.textContent = file;
  name.title = path;
  line.querySelector(".error-step").textContent = step;
  line.querySelector(".error-reason").textContent = reason;
  const retry = line.querySelector(".error-again");
  retry.dataset.path = path;
  retry.setAttribute("aria-label", `Retry ${file}`);
  return line;
}

function showNote(listed, total) {
  setHidden(byId("errors"), listed === 0);
  setHidden(byId("errors-empty"), listed > 0);
  setText(byId("errors-note"), noteFor(listed, total));
}

function noteFor(listed, total) {
  if (listed === 0) return "";
  if (total <= listed) return plural(total, "file");
  return `the newest ${count(listed)} of ${count(total)}; the preview shows all`;
}
