/* The session's most frequent keywords. Counting them takes longer than loading a page, so no page waits for them. */
import { api } from "../shared/api.js";
import { showError } from "../shared/toasts.js";

const SHOWN = 60;

/** Dispatches `change` when keywords have arrived. */
export class PreviewKeywords extends EventTarget {
  #known = { sessionId: null, keywords: null };
  #wanted = null;
  #isAsking = false;

  /** Returns the keywords of session `sessionId`; null while they are not known. */
  of(sessionId) {
    return this.#known.sessionId === sessionId ? this.#known.keywords : null;
  }

  /** Asks for the keywords again, one request at a time. */
  async ask(sessionId) {
    this.#wanted = sessionId;
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      while (this.#wanted !== null) await this.#load();
      this.dispatchEvent(new Event("change"));
    } catch (error) {
      showError(error);
    } finally {
      this.#isAsking = false;
    }
  }

  async #load() {
    const sessionId = this.#wanted;
    this.#wanted = null;
    this.#known = { sessionId, ...(await api.keywords(sessionId, SHOWN)) };
  }
}
