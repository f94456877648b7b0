/* Elapsed time, rate and time left. */
import { byId, setText } from "../shared/dom.js";
import { clock, rate, span } from "../shared/format.js";
import { Pace } from "./pace.js";
import { WorkClock } from "./work-clock.js";

const RUNNING = new Set(["starting", "processing"]);
const FEWEST_POINTS = 4;

export class ProgressTimes {
  #pace = new Pace();
  #workClock = new WorkClock();
  #sessionId = null;
  #elapsed = { seconds: 0, at: 0 };
  #drawnPoints = null;

  /** Learns from a state that arrived at `at` (performance.now()). */
  observe(state, at) {
    if (state.session_id !== this.#sessionId) this.#restart(state.session_id);
    this.#elapsed = { seconds: state.elapsed_s, at };
    const worked = this.#workClock.take(state, at);
    if (state.status === "processing") this.#pace.observe(worked, state.processed_files, state.total_files);
  }

  /** `isConnected`: without a connection any time left would be invented. */
  show(state, isConnected) {
    const now = performance.now();
    const isRunning = RUNNING.has(state.status);
    const { seconds, at } = this.#elapsed;
    setText(byId("elapsed"), clock(seconds + (isRunning && isConnected ? (now - at) / 1000 : 0)));
    setText(byId("rate"), rate(this.#rateOf(state)));
    setText(byId("time-left"), isConnected ? this.#timeLeft(state, this.#workClock.at(now)) : "no connection");
    this.#showSparkline(isRunning ? this.#pace.history : []);
  }

  #restart(sessionId) {
    this.#sessionId = sessionId;
    this.#pace = new Pace();
    this.#workClock = new WorkClock();
  }

  #rateOf({ status, processed_files: processed, elapsed_s: elapsed }) {
    return status === "processing" ? this.#pace.rate : processed / elapsed;
  }

  #timeLeft({ status, waiting, ledger }, worked) {
    if (status === "starting") return "counting";
    if (waiting) return "waiting";
    if (status === "paused") return "paused";
    if (status !== "processing") return "–";
    const seconds = this.#pace.timeLeft(worked);
    if (seconds === null) return "estimating";
    return seconds < 1 && ledger.pending > 0 ? "a moment" : span(seconds);
  }

  #showSparkline(history) {
    const points = sparklinePoints(history);
    if (points === this.#drawnPoints) return;
    this.#drawnPoints = points;
    byId("spark").toggleAttribute("hidden", points === "");
    byId("spark").firstElementChild.setAttribute("points", points);
  }
}

/** Rates as the points of a 60 × 20 polyline. Pure. */
export function sparklinePoints(history) {
  if (history.length < FEWEST_POINTS) return "";
  const top = Math.max(...history, 1e-9);
  const step = 60 / (history.length - 1);
  return history
    .map((value, place) => `${(place * step).toFixed(1)},${(19 - (18 * value) / top).toFixed(1)}`)
    .join(" ");
}
