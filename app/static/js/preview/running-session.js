/* While files are being read, the preview loads them again every few seconds. */
import { session } from "../live/session-store.js";
import { isProcessing } from "../shared/status.js";
import { showSessionState } from "./preview-header.js";

const REFRESH_MS = 3000;

export class RunningSession {
  #list;
  #refresh;
  #timer = 0;

  /** `list`: the preview's list; `refresh()` loads again what is shown. */
  constructor(list, refresh) {
    this.#list = list;
    this.#refresh = refresh;
    session.addEventListener("state", () => isShown() && this.follow());
  }

  /** Shows the state of the session, and refreshes the preview until all its files were read. */
  follow() {
    const { state } = session;
    if (state === null || state.session_id !== this.#list.sessionId) return;
    showSessionState(state);
    if (isProcessing(state.status)) this.#timer ||= setTimeout(() => this.#due(), REFRESH_MS);
    else if (this.#timer !== 0 || this.#hasMissed(state)) this.#due();
  }

  /** Whether files were read again so quickly that the page learns of it only at the end. */
  #hasMissed({ run }) {
    const shown = this.#list.about?.progress;
    return shown !== undefined && shown.run !== run;
  }

  #due() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (isShown()) this.#refresh();
  }
}

function isShown() {
  return document.body.dataset.step === "preview";
}
