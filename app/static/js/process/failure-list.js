/* Failures as they occur, newest first: only what is new is put in, and never more than the document carries. */
import { byId, fragment, setFlag, setHidden, setText } from "../shared/dom.js";
import { count, plural, timeOfDay } from "../shared/format.js";

const SHOWN_AT_MOST = 200;
const FLASH_EVERY_MS = 900;

let flashedAt = 0;
let shown = [];
let sessionId = null;

export function showErrors({ session_id: id, errors, stats }) {
  const isFirst = id !== sessionId;
  if (isFirst) clear(id);
  const fresh = newOnes(shown, errors);
  if (fresh === null) clear(id);
  const added = fresh ?? errors;
  if (added.length) insert(added, !isFirst);
  shown = errors;
  showFrame(errors.length, stats.errors);
}

/** The errors of `next` that come after all of `previous`; null when the two do not continue each other. Pure. */
export function newOnes(previous, next) {
  if (previous === next) return [];
  if (previous.length === 0) return next;
  const last = keyOf(previous.at(-1));
  for (let place = next.length - 1; place >= 0; place -= 1)
    if (keyOf(next[place]) === last) return next.slice(place + 1);
  return null;
}

function keyOf({ at, path, step }) {
  return `${at}\n${step}\n${path}`;
}

function clear(id) {
  sessionId = id;
  shown = [];
  byId("errors").replaceChildren();
}

function insert(errors, isNew) {
  const list = byId("errors");
  list.prepend(...errors.map((error) => row(error)).reverse());
  if (isNew) flash(list.firstElementChild);
  while (list.childElementCount > SHOWN_AT_MOST) list.lastElementChild.remove();
}

/** Marks the newest failure for a moment; in a hail of them one mark a second says enough. */
function flash(line) {
  const now = performance.now();
  if (now - flashedAt < FLASH_EVERY_MS) return;
  flashedAt = now;
  setFlag(line, "new", true);
}

function row({ at, path, file, step, reason }) {
  const line = fragment("error");
  const time = line.querySelector(".error-time");
  time.textContent = timeOfDay(at);
  time.dateTime = new Date(at * 1000).toISOString();
  const name = line.querySelector(".error-file");
  name.textContent = file;
  name.title = path;
  line.querySelector(".error-step").textContent = step;
  line.querySelector(".error-reason").textContent = reason;
  const again = line.querySelector(".error-again");
  again.dataset.path = path;
  again.setAttribute("aria-label", `Read ${file} again`);
  return line;
}

function showFrame(listed, total) {
  setHidden(byId("errors"), listed === 0);
  setHidden(byId("errors-empty"), listed > 0);
  const note =
    total > listed && listed > 0
      ? `the newest ${count(listed)} of ${count(total)}; the preview has them all`
      : listed > 0
        ? plural(total, "file")
        : "";
  setText(byId("errors-note"), note);
}
