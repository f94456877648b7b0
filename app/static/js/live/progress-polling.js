/* Progress by asking for the status once a second. */
import { ApiError } from "../shared/api.js";
import { isTerminal } from "../shared/status.js";
import { frameLog } from "./frame-log-store.js";

const POLL_MS = 1000;

/** As `startProgressUpdates`. */
export function startProgressPolling(source, handlers) {
  const polling = new Polling(source, handlers);
  polling.start();
  return polling;
}

class Polling {
  #source;
  #handlers;
  #timer = 0;
  #isStopped = false;
  #last = null;
  #life = new AbortController();

  constructor(source, handlers) {
    this.#source = source;
    this.#handlers = handlers;
  }

  start() {
    const { signal } = this.#life;
    document.addEventListener("visibilitychange", () => document.hidden || this.wake(), { signal });
    addEventListener("online", () => this.wake(), { signal });
    this.#ask();
  }

  stop() {
    this.#isStopped = true;
    this.#life.abort();
    clearTimeout(this.#timer);
  }

  wake() {
    clearTimeout(this.#timer);
    this.#ask();
  }

  /** As `Streaming`. */
  get facts() {
    return { readyState: null, last: this.#last };
  }

  async #ask() {
    try {
      const state = await this.#source.status();
      if (this.#isStopped) return;
      this.#take(state);
    } catch (error) {
      this.#fail(error);
    }
    if (!this.#isStopped) this.#askLater();
  }

  #take(state) {
    this.#last = { type: "status", at: performance.now() };
    frameLog.add("status", JSON.stringify(state));
    if (isTerminal(state.status)) this.stop();
    this.#handlers.onLine("polling");
    this.#handlers.onState(state, performance.now());
  }

  #fail(error) {
    if (this.#isStopped) return;
    if (!(error instanceof ApiError && error.isFinal)) {
      this.#handlers.onLine("disconnected");
      return;
    }
    this.stop();
    this.#handlers.onLost(error);
  }

  #askLater() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), POLL_MS);
  }
}
