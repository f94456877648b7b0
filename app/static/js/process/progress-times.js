/* Elapsed, rate and time left. */
import { byId, setText } from "../shared/dom.js";
import { clock, rate, span } from "../shared/format.js";
import { Pace } from "./pace.js";
import { WorkClock } from "./work-clock.js";

const RUNNING = new Set(["starting", "processing"]);

let pace = new Pace();
let work = new WorkClock();
let paced = null;
let known = { elapsed: 0, at: 0 };

export function observePace(document, at) {
  if (document.session_id !== paced) {
    paced = document.session_id;
    pace = new Pace();
    work = new WorkClock();
  }
  known = { elapsed: document.elapsed_s, at };
  const worked = work.take(document, at);
  if (document.status === "processing") pace.observe(worked, document.processed_files, document.total_files);
}

/** `isHeard`: whether the line is up; without news every guess about the rest would be made up. */
export function showTimes(document, isHeard) {
  const now = performance.now();
  const isRunning = RUNNING.has(document.status);
  const elapsed = known.elapsed + (isRunning && isHeard ? (now - known.at) / 1000 : 0);
  setText(byId("elapsed"), clock(elapsed));
  setText(
    byId("rate"),
    rate(document.status === "processing" ? pace.rate : document.processed_files / document.elapsed_s),
  );
  setText(byId("time-left"), isHeard ? timeLeft(document, work.at(now)) : "no news");
  showSpark(isRunning ? pace.history : []);
}

function timeLeft({ status, waiting, ledger }, worked) {
  if (status === "starting") return "counting";
  if (waiting) return "waiting";
  if (status === "paused") return "paused";
  if (status !== "processing") return "–";
  const seconds = pace.timeLeft(worked);
  if (seconds === null) return "estimating";
  return seconds < 1 && ledger.pending > 0 ? "a moment" : span(seconds);
}

let drawn = null;

function showSpark(history) {
  const points = sparkPoints(history);
  if (points === drawn) return;
  drawn = points;
  byId("spark").toggleAttribute("hidden", points === "");
  byId("spark").firstElementChild.setAttribute("points", points);
}

/** Rates as points of a 60 × 20 polyline. Pure. */
export function sparkPoints(history) {
  if (history.length < 4) return "";
  const top = Math.max(...history, 1e-9);
  const step = 60 / (history.length - 1);
  return history
    .map((value, place) => `${(place * step).toFixed(1)},${(19 - (18 * value) / top).toFixed(1)}`)
    .join(" ");
}
