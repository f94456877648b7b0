/* Failures as they occur, newest first. Only new ones are inserted, and never more than the status document holds. */

import { reportUrl } from "../shared/api.js";
import { pageConfig } from "../shared/config.js";
import { byId, element, fragment, setAttribute, setFlag, setHidden, setText } from "../shared/dom.js";
import { splitPath, timeOfDay } from "../shared/format.js";
import { formatRoute } from "../shared/route.js";
import { stepName } from "../texts/step-names.js";
import { translate } from "../texts/translate.js";

const SHOWN_AT_MOST = pageConfig.rules.errors_kept;
const FLASH_EVERY_MS = 900;
/* Of the same cause: further ones are folded, so that a hundred alike do not hide the others. */
const SHOWN_OF_A_CAUSE = 5;

export class FailureList {
  #flashedAt = 0;
  #shown = [];
  #sessionId = null;
  #unfolded = new Set();

  show({ session_id: id, errors, stats }) {
    const isFirst = id !== this.#sessionId;
    if (isFirst) this.#clear(id);
    const fresh = newFailures(this.#shown, errors);
    if (fresh === null) this.#clear(id);
    const added = fresh ?? errors;
    if (added.length) this.#insert(added, !isFirst);
    this.#shown = errors;
    showNote(errors.length, stats.errors);
    showReports(id, stats.errors);
  }

  #clear(id) {
    this.#sessionId = id;
    this.#shown = [];
    this.#unfolded.clear();
    byId("errors").replaceChildren();
  }

  #insert(errors, isNew) {
    const list = byId("errors");
    list.prepend(...errors.map((error) => buildRow(error, this.#sessionId)).reverse());
    if (isNew) this.#flash(list.firstElementChild);
    while (list.childElementCount > SHOWN_AT_MOST) list.lastElementChild.remove();
    this.#fold();
  }

  #fold() {
    const seen = new Map();
    for (const line of byId("errors").children) {
      const { cause } = line.dataset;
      seen.set(cause, [...(seen.get(cause) ?? []), line]);
    }
    for (const [cause, lines] of seen) {
      const isOpen = this.#unfolded.has(cause);
      for (const [place, line] of lines.entries()) {
        line.querySelector(".error-more")?.remove();
        setHidden(line, place >= SHOWN_OF_A_CAUSE && !isOpen);
      }
      if (lines.length > SHOWN_OF_A_CAUSE && !isOpen) this.#addMore(cause, lines);
    }
  }

  #addMore(cause, lines) {
    const text = translate("failures-more", { files: lines.length - SHOWN_OF_A_CAUSE });
    const button = element("button", { class: "link-button error-more", type: "button", text });
    button.addEventListener("click", () => {
      this.#unfolded.add(cause);
      this.#fold();
      lines[SHOWN_OF_A_CAUSE].querySelector("a").focus();
    });
    lines[SHOWN_OF_A_CAUSE - 1].append(button);
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

function buildRow({ at, path, file, step, reason }, sessionId) {
  const line = fragment("error");
  line.dataset.cause = `${step} ${reason}`;
  const time = line.querySelector(".error-time");
  time.textContent = timeOfDay(at);
  time.dateTime = new Date(at * 1000).toISOString();
  const name = line.querySelector(".error-file");
  name.textContent = file;
  name.href = formatRoute({ step: "preview", sessionId, query: { show: "failed", q: path } });
  line.querySelector(".error-folder").textContent = splitPath(path)[0];
  line.querySelector(".error-step").textContent = stepName(step);
  line.querySelector(".error-reason").textContent = reason;
  const retry = line.querySelector(".error-again");
  retry.dataset.path = path;
  retry.setAttribute("aria-label", translate("failures-retry-file", { file }));
  return line;
}

function showNote(listed, total) {
  setHidden(byId("errors"), listed === 0);
  setHidden(byId("errors-empty"), listed > 0);
  setText(byId("errors-note"), noteFor(listed, total));
}

function noteFor(listed, total) {
  if (listed === 0) return "";
  if (total <= listed) return translate("failures-count", { files: total });
  return translate("failures-newest", { shown: listed, files: total });
}

function showReports(id, total) {
  setHidden(byId("error-reports"), total === 0);
  for (const format of ["html", "csv", "json"]) setAttribute(byId(`failures-${format}`), "href", reportUrl(id, format));
  const all = formatRoute({ step: "preview", sessionId: id, query: { show: "failed" } });
  setAttribute(byId("failures-all"), "href", all);
}
