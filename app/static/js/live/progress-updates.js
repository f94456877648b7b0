/* How this page learns of progress: by the live stream where the browser and the rollout allow it, by
   asking once a second where not. Both hand over the same document. */
import { ApiError, api, dropDeadSockets, streamUrl } from "../shared/api.js";
import { pageConfig } from "../shared/config.js";
import { isTerminal } from "../shared/status.js";
import { fold, KEEPALIVE_EVENT, STATE_EVENTS } from "./compact-decoder.js";
import { Connection } from "./connection.js";
import { noteFrame } from "./frame-log-store.js";
import { canShare, SharedStream } from "./shared-stream.js";

const POLL_MS = 1000;
const EVENTS = [...STATE_EVENTS, KEEPALIVE_EVENT];

/**
 * Follows session `sessionId` until it ends or `stop()` is called on what this returns.
 * `onDocument(document, at)` gets each new state and when it arrived, `onState` the state of the line,
 * `onLost(error)` is told when there is no such session. `initial` is a document already at hand.
 */
export function startProgressUpdates(sessionId, handlers) {
  const reason = whyPolling();
  console.info(reason ? `Progress by polling: ${reason}` : "Progress by streaming (Server-Sent Events).");
  document.body.dataset.transport = reason ? "poll" : "stream";
  return reason ? startProgressPolling(sessionId, handlers) : startProgressStreaming(sessionId, handlers);
}

function whyPolling() {
  if (!window.EventSource) return "this browser has no EventSource.";
  if (pageConfig.transport === "poll") return "the server asked this browser to (STREAMING_ROLLOUT_PERCENT).";
  return "";
}

export function startProgressStreaming(sessionId, handlers) {
  const streaming = new Streaming(sessionId, handlers);
  streaming.start();
  return streaming;
}

export function startProgressPolling(sessionId, handlers) {
  const polling = new Polling(sessionId, handlers);
  polling.start();
  return polling;
}

class Streaming {
  #handlers;
  #sessionId;
  #line;
  #document;
  #life = new AbortController();

  constructor(sessionId, handlers) {
    this.#sessionId = sessionId;
    this.#handlers = handlers;
    this.#document = handlers.initial ?? null;
    const options = {
      events: EVENTS,
      onEvent: (event) => this.#received(event),
      onState: (state) => handlers.onState(state),
      onRefused: () => this.#askWhy(),
      onStall: dropDeadSockets,
      onDocument: (document) => this.#take(document, performance.now()),
      snapshot: () => this.#document,
    };
    const url = streamUrl(sessionId);
    this.#line = canShare() ? new SharedStream(sessionId, url, options) : new Connection(url, options);
  }

  start() {
    this.#line.start();
    const { signal } = this.#life;
    // pagehide also comes where beforeunload does not (phones), and does not bar the page from the
    // back/forward cache; a page that comes back out of it reconnects at once.
    addEventListener("pagehide", () => this.#line.stop(), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.#line.start(), { signal });
    addEventListener("online", () => this.#line.wake(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this.#line.wake(), { signal });
    document.addEventListener("resume", () => this.#line.wake(), { signal });
  }

  stop() {
    this.#life.abort();
    this.#line.stop();
  }

  wake() {
    this.#line.wake();
  }

  #received(event) {
    if (event.type === KEEPALIVE_EVENT) return;
    noteFrame(event.type, event.data);
    this.#take(fold(this.#document, event), event.at);
  }

  #take(document, at) {
    if (document === null) return;
    this.#document = document;
    if (isTerminal(document.status)) this.stop();
    this.#handlers.onDocument(document, at);
  }

  /** The stream was refused; the status route says why: no such session, over already, or only busy. */
  async #askWhy() {
    try {
      const document = await api.status(this.#sessionId);
      if (!this.#life.signal.aborted) this.#take(document, performance.now());
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

class Polling {
  #sessionId;
  #handlers;
  #timer = 0;
  #stopped = false;
  #life = new AbortController();

  constructor(sessionId, handlers) {
    this.#sessionId = sessionId;
    this.#handlers = handlers;
  }

  start() {
    const { signal } = this.#life;
    document.addEventListener("visibilitychange", () => document.hidden || this.wake(), { signal });
    addEventListener("online", () => this.wake(), { signal });
    this.#ask();
  }

  stop() {
    this.#stopped = true;
    this.#life.abort();
    clearTimeout(this.#timer);
  }

  wake() {
    clearTimeout(this.#timer);
    this.#ask();
  }

  async #ask() {
    try {
      const document = await api.status(this.#sessionId);
      if (this.#stopped) return;
      noteFrame("status", JSON.stringify(document));
      if (isTerminal(document.status)) this.stop();
      this.#handlers.onState("polling");
      this.#handlers.onDocument(document, performance.now());
    } catch (error) {
      this.#refused(error);
    }
    if (!this.#stopped) this.#again();
  }

  #refused(error) {
    if (this.#stopped) return;
    if (!(error instanceof ApiError && error.isLost)) return this.#handlers.onState("disconnected");
    this.stop();
    this.#handlers.onLost(error);
  }

  #again() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), POLL_MS);
  }
}
