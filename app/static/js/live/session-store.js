/* The session that the page shows: the one owner of its state, which it follows live while the session runs. */
import { api, progressOf } from "../shared/api.js";
import { RequestQueue } from "../shared/request-queue.js";
import { isTerminal } from "../shared/status.js";
import { frameLog } from "./frame-log-store.js";
import { startProgressUpdates } from "./progress-updates.js";

/** Dispatches `state` ({ state, at }) for each new state, `line` ({ line }) and `lost` ({ error }). */
class SessionStore extends EventTarget {
  #sessionId = null;
  #state = null;
  #updates = null;
  #line = "idle";
  #tabs = null;
  #changes = new RequestQueue();

  constructor() {
    super();
    this.#listenToTabs();
    // An open channel may keep the page out of the back/forward cache.
    addEventListener("pagehide", () => this.#tabs?.close());
    addEventListener("pageshow", (event) => event.persisted && this.#comeBack());
    document.addEventListener("visibilitychange", () => document.hidden || this.refresh());
  }

  get sessionId() {
    return this.#sessionId;
  }

  /** The newest status document; null until it is known. */
  get state() {
    return this.#state;
  }

  /** The state of the connection: idle, connecting, connected, reconnecting, disconnected, polling or signed-out. */
  get line() {
    return this.#line;
  }

  /** The connection as the server's log needs it when a user says that live is off. */
  get connectionFacts() {
    return { line: this.#line, ...this.#updates.facts };
  }

  /** A change was painted `ms` after it arrived. */
  noteDelay(ms) {
    this.#updates?.noteDelay(ms);
  }

  /**
   * Makes `sessionId` the page's session and asks for its status, which may have changed in the meantime.
   * `isNew`: it was just started, so there is nothing to ask for.
   */
  open(sessionId, { isNew = false } = {}) {
    if (sessionId !== this.#sessionId) this.close();
    this.#sessionId = sessionId;
    if (isNew) this.follow();
    else this.refresh();
  }

  close() {
    this.#stop();
    this.#sessionId = null;
    this.#state = null;
  }

  /** Follows the session from now on: it or its commit was started. Informs other tabs, unless told otherwise. */
  follow({ tell = true } = {}) {
    this.#stop();
    const sessionId = this.#sessionId;
    this.#updates = startProgressUpdates(progressOf(sessionId), {
      // A terminal state must not be the start: handed to another tab, it would end that tab's stream.
      initial: this.#state && isTerminal(this.#state.status) ? null : this.#state,
      onState: (state, at) => sessionId === this.#sessionId && this.#take(state, at),
      onLine: (line) => this.#setLine(line),
      onLost: (error) => sessionId === this.#sessionId && this.#lose(error),
    });
    if (tell) this.#tabs?.postMessage({ follow: sessionId });
  }

  /** Asks for the status once where nothing is followed, and follows the session if it is running. */
  async refresh() {
    const sessionId = this.#sessionId;
    if (sessionId === null || this.#updates) return;
    try {
      const state = await api.status(sessionId);
      if (sessionId !== this.#sessionId || this.#updates) return;
      frameLog.add("status", JSON.stringify(state));
      this.#take(state, performance.now());
      if (!isTerminal(state.status)) this.follow({ tell: false });
    } catch (error) {
      if (sessionId === this.#sessionId) this.#handleFailure(error);
    }
  }

  /** Sends a request that changes the session, after all earlier ones. Resolves to its answer. */
  sendChange(send) {
    return this.#changes.send(send);
  }

  /** This page deleted session `sessionId`. Informs other tabs. */
  forget(sessionId) {
    if (sessionId === this.#sessionId) this.close();
    this.#tabs?.postMessage({ changed: sessionId });
  }

  /** The session changed and no stream reports it: asks for its status, and has other tabs ask. */
  async changed() {
    this.#tabs?.postMessage({ changed: this.#sessionId });
    await this.refresh();
  }

  /** Connects or asks now instead of waiting for a timer. */
  wake() {
    if (this.#updates) this.#updates.wake();
    else this.refresh();
  }

  #take(state, at) {
    if (state.session_id !== this.#sessionId) return;
    this.#state = state;
    if (isTerminal(state.status)) this.#stop();
    this.#dispatch("state", { state, at });
  }

  /** Without a sign-in nothing is asked any more, until the user comes back to this page. */
  #lose(error) {
    this.#stop();
    if (error.isSignedOut) this.#setLine("signed-out");
    else this.#dispatch("lost", { error });
  }

  /** Without an answer nothing is known. Following shows honestly that the page is trying to connect. */
  #handleFailure(error) {
    if (error.isFinal) this.#lose(error);
    else this.follow({ tell: false });
  }

  #listenToTabs() {
    if (!window.BroadcastChannel) return;
    this.#tabs = new BroadcastChannel("headrace:sessions");
    this.#tabs.onmessage = ({ data }) => this.#hearTab(data);
  }

  #comeBack() {
    this.#listenToTabs();
    this.refresh();
  }

  #hearTab({ follow, changed }) {
    if (follow === this.#sessionId && !this.#updates) this.follow({ tell: false });
    if (changed === this.#sessionId) this.refresh();
  }

  #stop() {
    this.#updates?.stop();
    this.#updates = null;
    this.#setLine("idle");
  }

  #setLine(line) {
    if (line === this.#line) return;
    this.#line = line;
    this.#dispatch("line", { line });
  }

  #dispatch(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

export const session = new SessionStore();
