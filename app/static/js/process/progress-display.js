/* The Process step: one call shows one state. */
import { ConnectionBadge } from "../live/connection-badge.js";
import { FrameScheduler } from "../live/frame-scheduler.js";
import { Latency } from "../live/latency.js";
import { showLatency } from "../live/latency-badge.js";
import { session } from "../live/session-store.js";
import { byId, setAttribute, setHidden, setText } from "../shared/dom.js";
import { messagesOf } from "../shared/status.js";
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

const TITLES = {
  starting: "Looking for files",
  processing: "Reading files",
  paused: "Paused",
  completed: "All files read",
  committing: "Committing",
  committed: "In the library",
  undone: "Commit undone",
  error: "Stopped by an error",
  cancelled: "Cancelled",
  commit_error: "Commit failed",
};

export class ProgressDisplay {
  #latency = new Latency();
  #scheduler = new FrameScheduler(() => this.#paint());
  #badge = new ConnectionBadge();
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
  setText(byId("process-title"), titleOf(state));
  showMessage(state);
  for (const part of parts) part.show(state);
  showControls(state);
  showTitle(state);
}

function titleOf({ status, waiting }) {
  return waiting ? "Waiting" : (TITLES[status] ?? status);
}

function isConnected() {
  return session.line !== "reconnecting" && session.line !== "disconnected";
}

function showMessage(state) {
  const { status } = state;
  const box = byId("process-message");
  const message = messagesOf(state);
  setHidden(box, !message);
  setAttribute(
    box,
    "class",
    `callout ${status === "error" || status === "commit_error" ? "callout-bad" : "callout-info"}`,
  );
  setText(box, message);
}
