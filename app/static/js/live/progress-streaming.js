/* Progress by the live stream (Server-Sent Events), which the tabs of one browser share where they can. */
import { ApiError, api, dropDeadSockets, streamUrl } from "../shared/api.js";
import { isTerminal } from "../shared/status.js";
import { applyEvent, KEEPALIVE_EVENT, STATE_EVENTS } from "./compact-decoder.js";
import { Connection } from "./connection.js";
import { frameLog } from "./frame-log-store.js";
import { canShare, SharedStream } from "./shared-stream.js";

const EVENTS = [...STATE_EVENTS, KEEPALIVE_EVENT];

/** As `startProgressUpdates`. */
export function startProgressStreaming(sessionId, handlers) {
  const streaming = new Streaming(sessionId, handlers);
  streaming.start();
  return streaming;
}

class Streaming {
  #handlers;
  #sessionId;
  #stream;
  #state;
  #life = new AbortController();

  constructor(sessionId, handlers) {
    this.#sessionId = sessionId;
    this.#handlers = handlers;
    this.#state = handlers.initial ?? null;
    const options = {
      events: EVENTS,
      onEvent: (event) => this.#receive(event),
      onState: (line) => handlers.onLine(line),
      onRefused: () => this.#askWhy(),
      onStall: dropDeadSockets,
      onSnapshot: (state) => this.#take(state, performance.now()),
      snapshot: () => this.#state,
    };
    const url = streamUrl(sessionId);
    this.#stream = canShare() ? new SharedStream(sessionId, url, options) : new Connection(url, options);
  }

  start() {
    this.#stream.start();
    const { signal } = this.#life;
    // `pagehide` also fires where `beforeunload` does not (phones), and keeps the page in the back/forward cache.
    // A page that is restored from that cache reconnects at once.
    addEventListener("pagehide", () => this.#stream.stop(), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.#stream.start(), { signal });
    addEventListener("online", () => this.#stream.wake(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this.#stream.wake(), { signal });
    document.addEventListener("resume", () => this.#stream.wake(), { signal });
  }

  stop() {
    this.#life.abort();
    this.#stream.stop();
  }

  wake() {
    this.#stream.wake();
  }

  #receive(event) {
    if (event.type === KEEPALIVE_EVENT) return;
    frameLog.add(event.type, event.data);
    this.#take(applyEvent(this.#state, event), event.at);
  }

  #take(state, at) {
    if (state === null) return;
    this.#state = state;
    if (isTerminal(state.status)) this.stop();
    this.#handlers.onState(state, at);
  }

  /** The stream was refused. The status route says why: there is no such session, it is over, or the server is busy. */
  async #askWhy() {
    try {
      const state = await api.status(this.#sessionId);
      if (!this.#life.signal.aborted) this.#take(state, performance.now());
    } catch (error) {
      if (error instanceof ApiError && error.isLost) this.#lose(error);
    }
  }

  #lose(error) {
    if (this.#life.signal.aborted) return;
    this.stop();
    this.#handlers.onLost(error);
  }
}
