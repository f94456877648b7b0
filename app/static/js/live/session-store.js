/* The session that the page is about: the one owner of its document, followed live while it runs. */
import { api } from "../shared/api.js";
import { isTerminal } from "../shared/status.js";
import { noteFrame } from "./frame-log-store.js";
import { startProgressUpdates } from "./progress-updates.js";

class SessionStore extends EventTarget {
  #sessionId = null;
  #document = null;
  #updates = null;
  #line = "idle";
  #news = null;

  constructor() {
    super();
    this.#listen();
    // An open channel may bar a page from the back/forward cache.
    addEventListener("pagehide", () => this.#news?.close());
    addEventListener("pageshow", (event) => event.persisted && this.#comeBack());
    document.addEventListener("visibilitychange", () => document.hidden || this.refresh());
  }

  get sessionId() {
    return this.#sessionId;
  }

  get document() {
    return this.#document;
  }

  /** State of the line: idle, connecting, connected, reconnecting, disconnected, polling. */
  get line() {
    return this.#line;
  }

  /**
   * Makes `sessionId` the page's session; asks how it stands where it is that already, as somebody else may have done
   * something with it. `isNew` saves the question: it was just started.
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
    this.#document = null;
  }

  /** Follows the session from now on: it was started, or its commit was. Other tabs are told. */
  follow({ tell = true } = {}) {
    this.#stop();
    const sessionId = this.#sessionId;
    this.#updates = startProgressUpdates(sessionId, {
      // What was over is not the beginning of what follows: handed to another tab, it would end that one's stream.
      initial: this.#document && isTerminal(this.#document.status) ? null : this.#document,
      onDocument: (document, at) => sessionId === this.#sessionId && this.#take(document, at),
      onState: (state) => this.#setLine(state),
      onLost: (error) => sessionId === this.#sessionId && this.#lose(error),
    });
    if (tell) this.#news?.postMessage({ follow: sessionId });
  }

  /** Where nothing is followed: ask once how things stand, and follow if something moves. */
  async refresh() {
    const sessionId = this.#sessionId;
    if (sessionId === null || this.#updates) return;
    try {
      const document = await api.status(sessionId);
      if (sessionId !== this.#sessionId || this.#updates) return;
      noteFrame("status", JSON.stringify(document));
      this.#take(document, performance.now());
      if (!isTerminal(document.status)) this.follow({ tell: false });
    } catch (error) {
      if (sessionId === this.#sessionId) this.#unanswered(error);
    }
  }

  /** This page deleted session `sessionId`; other tabs are told. */
  forget(sessionId) {
    if (sessionId === this.#sessionId) this.close();
    this.#news?.postMessage({ changed: sessionId });
  }

  /** The session changed without a stream to tell of it: ask, and have other tabs ask. */
  async changed() {
    this.#news?.postMessage({ changed: this.#sessionId });
    await this.refresh();
  }

  /** «Try now» of the reader. */
  wake() {
    if (this.#updates) this.#updates.wake();
    else this.refresh();
  }

  #take(document, at) {
    if (document.session_id !== this.#sessionId) return;
    this.#document = document;
    if (isTerminal(document.status)) this.#stop();
    this.#say("document", { document, at });
  }

  #lose(error) {
    this.#stop();
    this.#say("lost", { error });
  }

  /** Without an answer nothing is known; a line that is being tried is the honest picture of that. */
  #unanswered(error) {
    if (error.isLost) this.#lose(error);
    else this.follow({ tell: false });
  }

  #listen() {
    if (!window.BroadcastChannel) return;
    this.#news = new BroadcastChannel("headrace:sessions");
    this.#news.onmessage = ({ data }) => this.#toldByAnotherTab(data);
  }

  #comeBack() {
    this.#listen();
    this.refresh();
  }

  #toldByAnotherTab({ follow, changed }) {
    if (follow === this.#sessionId && !this.#updates) this.follow({ tell: false });
    if (changed === this.#sessionId) this.refresh();
  }

  #stop() {
    this.#updates?.stop();
    this.#updates = null;
    this.#setLine("idle");
  }

  #setLine(state) {
    if (state === this.#line) return;
    this.#line = state;
    this.#say("line", { state });
  }

  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

export const session = new SessionStore();
