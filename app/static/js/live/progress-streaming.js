/* Progress by the live stream (Server-Sent Events), which the tabs of one browser share where they can. */
import { ApiError, dropDeadSockets } from "../shared/api.js";
import { isTerminal } from "../shared/status.js";
import { applyEvent, KEEPALIVE_EVENT, ROLLOUT_EVENT, STATE_EVENTS } from "./compact-decoder.js";
import { Connection } from "./connection.js";
import { frameLog } from "./frame-log-store.js";
import { canShare, SharedStream } from "./shared-stream.js";

const EVENTS = [...STATE_EVENTS, KEEPALIVE_EVENT, ROLLOUT_EVENT];

/** As `startProgressUpdates`. `onRollout(percent)` is called when the server says how many percent stream. */
export function startProgressStreaming(source, handlers) {
  const streaming = new Streaming(source, handlers);
  streaming.start();
  return streaming;
}

class Streaming {
  #handlers;
  #source;
  #stream;
  #state;
  #last = null;
  #life = new AbortController();

  constructor(source, handlers) {
    this.#source = source;
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
    const { name, stream } = source;
    this.#stream = canShare() ? new SharedStream(name, stream, options) : new Connection(stream, options);
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

  /** `{ readyState, last }`: the last event is `{ type, at }`, or null. */
  get facts() {
    return { readyState: this.#stream.readyState, last: this.#last };
  }

  #receive(event) {
    this.#last = { type: event.type, at: event.at };
    if (event.type === KEEPALIVE_EVENT) return;
    if (event.type === ROLLOUT_EVENT) {
      this.#handlers.onRollout(Number(event.data));
      return;
    }
    frameLog.add(event.type, event.data);
    this.#take(applyEvent(this.#state, event), event.at);
  }

  #take(state, at) {
    if (state === null) return;
    this.#state = state;
    if (isTerminal(state.status)) this.stop();
    this.#handlers.onState(state, at);
  }

  /**
   * The stream was refused. The status route says why: there is no such session, it is over, the sign-in has ended, or
   * the server is busy.
   */
  async #askWhy() {
    try {
      const state = await this.#source.status();
      if (!this.#life.signal.aborted) this.#take(state, performance.now());
    } catch (error) {
      if (error instanceof ApiError && error.isFinal) this.#lose(error);
    }
  }

  #lose(error) {
    if (this.#life.signal.aborted) return;
    this.stop();
    this.#handlers.onLost(error);
  }
}
