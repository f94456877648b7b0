/* Files whose reading takes long: how far they are, and the choice to skip one or to wait. */
import { session } from "../live/session-store.js";
import { announce } from "../shared/announcement-store.js";
import { api } from "../shared/api.js";
import { byId, fragment, setHidden, setText } from "../shared/dom.js";
import { bytes, span, splitPath } from "../shared/format.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";

const SLOW_AFTER_S = 5;
const STUCK_AFTER_S = 3;

const DOING = {
  open: translate("doing-open"),
  identify: translate("doing-identify"),
  hash: translate("doing-hash"),
  metadata: translate("doing-metadata"),
  generation: translate("doing-generation"),
  sidecar: translate("doing-sidecar"),
  decode: translate("doing-decode"),
  thumbnail: translate("doing-thumbnail"),
  nsfw: translate("doing-nsfw"),
};

export class SlowFiles {
  /** File id → what the page knows of it: `{ line, askAgainAt, isSkipped, bytesRead, movedAt }`. */
  #known = new Map();

  constructor() {
    byId("slow-files").addEventListener("click", ({ target }) => this.#press(target.closest("button")));
  }

  show({ reading, file_timeout_s: limit }) {
    const slow = reading.filter(({ seconds }) => seconds >= SLOW_AFTER_S);
    this.#forget(new Set(slow.map(({ id }) => id)));
    for (const file of slow) this.#showFile(file, limit);
    setHidden(byId("slow-files"), !byId("slow-files").querySelector("li:not([hidden])"));
  }

  #forget(ids) {
    for (const [id, { line }] of this.#known) {
      if (ids.has(id)) continue;
      leave(line);
      line.remove();
      this.#known.delete(id);
    }
  }

  #showFile(file, limit) {
    const known = this.#known.get(file.id) ?? this.#add(file);
    if (file.bytes_read !== known.bytesRead)
      Object.assign(known, { bytesRead: file.bytes_read, movedAt: file.seconds });
    setText(known.line.querySelector(".slow-facts"), factsOf(file, file.seconds - known.movedAt));
    setText(known.line.querySelector(".slow-limit"), translate("slow-limit", { span: span(limit) }));
    const isAsking = file.seconds >= known.askAgainAt;
    if (!isAsking) leave(known.line);
    setHidden(known.line, !isAsking);
    known.seconds = file.seconds;
  }

  #add({ id, name, path, seconds, bytes_read: bytesRead }) {
    const line = fragment("slow-file");
    line.dataset.id = id;
    line.querySelector(".slow-name").textContent = name;
    line.querySelector(".slow-folder").textContent = splitPath(path)[0];
    line.querySelector(".slow-skip").setAttribute("aria-label", translate("slow-skip-label", { name }));
    line.querySelector(".slow-wait").setAttribute("aria-label", translate("slow-wait-label", { name }));
    byId("slow-files").append(line);
    announce(translate("slow-announced", { name }));
    const known = { line, askAgainAt: 0, bytesRead, movedAt: seconds, seconds };
    this.#known.set(id, known);
    return known;
  }

  #press(button) {
    const known = button && this.#known.get(Number(button.closest("li").dataset.id));
    if (!known) return;
    if (button.matches(".slow-skip")) this.#skip(button, known);
    else this.#wait(known);
  }

  /** Asks again when the file has taken twice as long. */
  #wait(known) {
    known.askAgainAt = 2 * known.seconds;
    leave(known.line);
    setHidden(known.line, true);
    setHidden(byId("slow-files"), !byId("slow-files").querySelector("li:not([hidden])"));
  }

  async #skip(button, { line }) {
    button.setAttribute("aria-busy", "true");
    try {
      await api.skip(session.sessionId, Number(line.dataset.id));
      setText(line.querySelector(".slow-facts"), translate("slow-skipped"));
    } catch (error) {
      // The file has ended by itself while the button was pressed: the next answer says how.
      if (error.code !== "wrong_status") showError(error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }
}

/** Where bytes say nothing, the step and its time do. Pure. */
export function factsOf({ step, seconds, bytes_read: bytesRead, size }, unmovedFor) {
  const taken = span(seconds);
  if (bytesRead === null)
    return translate("slow-doing", { doing: DOING[step] ?? translate("doing-start"), span: taken });
  const read = translate("slow-read", { read: bytes(bytesRead), size: bytes(size), span: taken });
  return unmovedFor >= STUCK_AFTER_S ? `${read} ${translate("slow-stuck", { span: span(unmovedFor) })}` : read;
}

/** The focus must not be lost with a line that goes away. */
function leave(line) {
  if (line.contains(document.activeElement)) byId("process-title").focus({ preventScroll: true });
}
