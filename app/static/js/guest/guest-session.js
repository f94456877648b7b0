/* The progress of the session that a guest link shows, live. */
import { ConnectionBadge } from "../live/connection-badge.js";
import { FrameScheduler } from "../live/frame-scheduler.js";
import { startProgressUpdates } from "../live/progress-updates.js";
import { showState } from "../live/session-words.js";
import { Counters } from "../process/counters.js";
import { ProgressAnnouncer } from "../process/progress-announcer.js";
import { ProgressBar } from "../process/progress-bar.js";
import { ProgressTimes } from "../process/progress-times.js";
import { isTerminal } from "../shared/status.js";
import { progressForGuest } from "./guest-api.js";
import { showOver } from "./over.js";

const CLOCK_MS = 500;
/* A session that is over may be retried, committed or undone. */
const LOOK_AGAIN_MS = 10_000;
const OFFLINE = new Set(["reconnecting", "disconnected"]);

export class GuestSession {
  #source;
  #updates = null;
  #state = null;
  #line = "idle";
  #badge = new ConnectionBadge(() => this.#updates?.wake());
  #times = new ProgressTimes();
  #parts = [new ProgressBar(), new Counters(), new ProgressAnnouncer()];
  #scheduler = new FrameScheduler(() => this.#paint());
  #timers = [];

  constructor(secret) {
    this.#source = progressForGuest(secret);
  }

  start() {
    this.#follow();
    this.#timers = [
      setInterval(() => this.#showTimes(), CLOCK_MS),
      setInterval(() => this.#lookAgain(), LOOK_AGAIN_MS),
    ];
  }

  #follow() {
    this.#updates = startProgressUpdates(this.#source, {
      onState: (state, at) => this.#take(state, at),
      onLine: (line) => this.#setLine(line),
      onLost: () => this.#end(),
    });
  }

  #take(state, at) {
    this.#state = state;
    this.#times.observe(state, at);
    if (isTerminal(state.status)) this.#rest();
    this.#scheduler.schedule();
  }

  #rest() {
    this.#updates = null;
    this.#line = "idle";
  }

  #setLine(line) {
    this.#line = line;
    this.#scheduler.schedule();
  }

  async #lookAgain() {
    if (document.hidden || this.#updates !== null) return;
    try {
      const state = await this.#source.status();
      this.#take(state, performance.now());
      if (!isTerminal(state.status)) this.#follow();
    } catch (error) {
      if (error.isFinal) this.#end();
    }
  }

  #end() {
    for (const timer of this.#timers) clearInterval(timer);
    showOver("guest-session");
  }

  #paint() {
    this.#badge.show(this.#line, this.#state);
    if (this.#state === null) return;
    showState(this.#state);
    for (const part of this.#parts) part.show(this.#state);
    this.#showTimes();
  }

  #showTimes() {
    if (this.#state !== null) this.#times.show(this.#state, !OFFLINE.has(this.#line));
  }
}
