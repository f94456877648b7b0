/* The Process step: one call paints one document. */

import { showConnection, startConnectionBadge } from "../live/connection-badge.js";
import { Painter } from "../live/frame-scheduler.js";
import { Latency } from "../live/latency.js";
import { showLatency } from "../live/latency-badge.js";
import { session } from "../live/session-store.js";
import { byId, replay, setAttribute, setFlag, setHidden, setStyle, setText } from "../shared/dom.js";
import { count, splitPath } from "../shared/format.js";
import { isTerminal, messagesOf } from "../shared/status.js";
import { showTitle } from "../shared/title.js";
import { startBugReport } from "./bug-report.js";
import { showCounters } from "./counters.js";
import { showCauses, startCauses } from "./failure-causes.js";
import { showErrors } from "./failure-list.js";
import { showLedger } from "./ledger.js";
import { showMilestone, showTicks } from "./milestones.js";
import { showQueue, startQueue } from "./order-of-work.js";
import { announceProgress } from "./progress-announcer.js";
import { observePace, showTimes } from "./progress-times.js";
import { showControls, startControls } from "./session-controls.js";

const CLOCK_MS = 500;
const FADE_EVERY_MS = 500;

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
const BAR_STATES = { starting: "waiting", error: "bad", cancelled: "bad" };

let fadedAt = 0;

const latency = new Latency();
const painter = new Painter(() => paint());

export function startProgressDisplay() {
  startConnectionBadge();
  startControls();
  startQueue();
  startCauses();
  startBugReport();
  session.addEventListener("document", ({ detail }) => {
    latency.arrived(detail.at);
    observePace(detail.document, detail.at);
    painter.schedule();
  });
  session.addEventListener("line", () => painter.schedule());
  setInterval(tick, CLOCK_MS);
}

/** Paints at once what is known; for a step that just became visible. */
export function repaintProgress() {
  painter.now();
}

function paint() {
  const { document } = session;
  showConnection(session.line, document);
  if (document === null) return;
  updateProgressDisplay(document);
  latency.painted();
}

/** Shows `status document`: the same picture for the same document, whoever brought it. */
export function updateProgressDisplay(document) {
  setText(byId("process-title"), titleOf(document));
  showMessage(document);
  showPercent(document);
  showCurrentFile(document.current_file);
  showCounters(document.stats);
  showLedger(document);
  showErrors(document);
  showCauses(document);
  showQueue(document);
  showMilestone(document);
  showControls(document);
  showTimes(document, isHeard());
  showTitle(document);
  announceProgress(document);
}

function titleOf({ status, waiting }) {
  return waiting ? "Waiting" : (TITLES[status] ?? status);
}

function tick() {
  const { document } = session;
  if (document === null) return;
  showTimes(document, isHeard());
  showLatency(latency.quantiles, session.line);
}

function isHeard() {
  return session.line !== "reconnecting" && session.line !== "disconnected";
}

function showMessage(document) {
  const { status } = document;
  const box = byId("process-message");
  const message = messagesOf(document);
  setHidden(box, !message);
  setAttribute(
    box,
    "class",
    `callout ${status === "error" || status === "commit_error" ? "callout-bad" : "callout-info"}`,
  );
  setText(box, message);
}

function showPercent({ status, progress, total_files: total, processed_files: processed, ledger }) {
  setText(byId("percent"), `${progress}%`);
  setText(byId("files-done"), count(processed));
  setText(byId("files-total"), count(total));
  const bar = byId("bar");
  setAttribute(bar, "data-state", BAR_STATES[status] ?? (progress === 100 ? "done" : "running"));
  setAttribute(bar, "aria-valuenow", progress);
  moveBar(status === "starting" ? 0 : fine(progress, processed, total));
  showTicks(total, ledger);
}

/** The bar moves with every file; the percent beside it stays the server's integer. */
function fine(progress, processed, total) {
  if (progress === 100 || total === 0) return progress;
  return Math.min(99.9, (100 * processed) / total);
}

function moveBar(percent) {
  setStyle(byId("bar-fill"), "transform", `translateX(${(percent - 100).toFixed(2)}%)`);
}

function showCurrentFile(path) {
  const [folder, name] = splitPath(path ?? "");
  const line = byId("current-file");
  if (setText(line, name || resting())) fade(line);
  setFlag(line, "resting", !name);
  setAttribute(line, "title", path ?? "");
  setText(byId("current-folder"), folder);
}

/** Names that change faster than a fade takes would only ever be seen pale. */
function fade(line) {
  const now = performance.now();
  if (now - fadedAt < FADE_EVERY_MS) return;
  fadedAt = now;
  replay(line, "changed");
}

function resting() {
  const status = session.document?.status;
  if (status === "starting") return "Counting files …";
  return isTerminal(status) ? "No file is being read." : "Waiting for the next file …";
}
