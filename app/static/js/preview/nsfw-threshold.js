/* The preview's NSFW threshold: scores are stored, so a new threshold labels the files again without reading them. */
import { session } from "../live/session-store.js";
import { api } from "../shared/api.js";
import { byId, debounced, setHidden, setText } from "../shared/dom.js";
import { isProcessing, mayRelabel } from "../shared/status.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";

const SETTLED_MS = 300;

export class NsfwThreshold {
  #list;
  #range = byId("nsfw-threshold-range");
  #about = null;
  #requests = 0;

  /** `list`: the preview's list, which is loaded again when its files have new labels. */
  constructor(list) {
    this.#list = list;
    const settle = debounced(SETTLED_MS, (sessionId, threshold) => this.#move(sessionId, threshold));
    this.#range.addEventListener("input", () => {
      showValue(this.#range.value);
      settle(this.#about.session_id, Number(this.#range.value));
    });
    byId("nsfw-threshold").addEventListener("submit", (event) => event.preventDefault());
  }

  /** Shows the threshold of a session, `about` as the API describes it. */
  show(about) {
    const isOther = this.#about?.session_id !== about.session_id;
    this.#about = about;
    const { enable_nsfw_detection: isJudged, nsfw_threshold: threshold } = about.parameters;
    const problem = whyFixed(about.status);
    setHidden(byId("nsfw-open"), !isJudged || problem === null);
    this.#range.disabled = Boolean(problem);
    // While the user moves the slider, it shows the newest wish, not the answer to an older one.
    if (isOther || document.activeElement !== this.#range) this.#range.value = threshold;
    showValue(this.#range.value);
    const { nsfw, ok } = about.totals;
    setText(
      byId("nsfw-threshold-note"),
      problem || translate("preview-threshold-marks", { nsfw: nsfw ?? 0, ok: ok ?? 0 }),
    );
  }

  async #move(sessionId, threshold) {
    this.#requests += 1;
    const request = this.#requests;
    try {
      await api.moveNsfwThreshold(sessionId, threshold);
      await session.changed();
    } catch (error) {
      showError(error);
      this.#range.blur();
    }
    if (request === this.#requests && this.#about.session_id === sessionId) this.#list.load();
  }
}

/** Returns why the threshold cannot be moved: "" where it can, null where there is nothing to show yet. Pure. */
export function whyFixed(status) {
  if (mayRelabel(status)) return "";
  if (isProcessing(status)) return null;
  if (status === "committing") return translate("preview-threshold-writing");
  return translate("preview-threshold-committed");
}

function showValue(threshold) {
  const percent = Math.round(threshold * 100);
  setText(byId("nsfw-threshold-value"), translate("preview-threshold-percent", { percent }));
}
