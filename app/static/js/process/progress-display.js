/* The Process step: one call shows one state. */
import { ConnectionBadge } from "../live/connection-badge.js";
import { FrameScheduler } from "../live/frame-scheduler.js";
import { Latency } from "../live/latency.js";
import { showLatency } from "../live/latency-badge.js";
import { LiveFeedback } from "../live/live-feedback.js";
import { session } from "../live/session-store.js";
import { showState } from "../live/session-words.js";
import { showTitle } from "../shared/title.js";
import { BugReport } from "./bug-report.js";
import { Counters } from "./counters.js";
import { FailureCauses } from "./failure-causes.js";
import { FailureList } from "./failure-list.js";
import { Ledger } from "./ledger.js";
import { OrderOfWork } from "./order-of-work.js";
import { ProgressAnnouncer } from "./progress-announcer.js";
import { ProgressBar } from "./progress-bar.js";
import { ProgressTimes } from "./progress-times.js";
import { showControls, startControls } from "./session-controls.js";

const CLOCK_MS = 500;
const OFFLINE = new Set(["reconnecting", "disconnected", "signed-out"]);

export class ProgressDisplay {
  #latency = new Latency((ms) => session.noteDelay(ms));
  #scheduler = new FrameScheduler(() => this.#paint());
  #badge = new ConnectionBadge(() => session.wake());
  #feedback = new LiveFeedback();
  #times = new ProgressTimes();
  #parts = [
    new ProgressBar(),
    new Counters(),
    new Ledger(new BugReport()),
    new FailureList(),
    new FailureCauses(),
    new OrderOfWork(),
    new ProgressAnnouncer(),
  ];

  constructor() {
    startControls();
    session.addEventListener("state", ({ detail }) => {
      this.#latency.arrived(detail.at);
      this.#times.observe(detail.state, detail.at);
      this.#scheduler.schedule();
    });
    session.addEventListener("line", () => this.#scheduler.schedule());
    setInterval(() => this.#tick(), CLOCK_MS);
  }

  /** Shows at once what is known; for a step that has just become visible. */
  repaint() {
    this.#scheduler.paintNow();
  }

  #paint() {
    const { state, line } = session;
    this.#badge.show(line, state);
    this.#feedback.show(line);
    if (state === null) return;
    updateProgressDisplay(state, this.#parts);
    this.#times.show(state, isConnected());
    this.#latency.painted();
  }

  /** Times go on between two states. */
  #tick() {
    if (session.state === null) return;
    this.#times.show(session.state, isConnected());
    showLatency(this.#latency.quantiles, session.line);
  }
}

/** Shows a status document: the same document always gives the same picture. Each of `parts` shows its share. */
export function updateProgressDisplay(state, parts) {
  showState(state);
  for (const part of parts) part.show(state);
  showControls(state);
  showTitle(state);
}

function isConnected() {
  return !OFFLINE.has(session.line);
}
