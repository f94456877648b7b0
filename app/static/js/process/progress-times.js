/* Elapsed time, rate and time left. */
import { byId, setText } from "../shared/dom.js";
import { clock, rate, span } from "../shared/format.js";
import { translate } from "../texts/translate.js";
import { Pace } from "./pace.js";
import { WorkClock } from "./work-clock.js";

const RUNNING = new Set(["starting", "processing"]);
const FEWEST_POINTS = 4;

export class ProgressTimes {
  #pace = new Pace();
  #workClock = new WorkClock();
  #sessionId = null;
  #elapsed = { seconds: 0, at: 0 };
  #shownElapsed = 0;
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
    setText(byId("elapsed"), clock(this.#elapsedAt(now, isRunning && isConnected)));
    setText(byId("rate"), rate(this.#rateOf(state)));
    const left = isConnected ? this.#timeLeft(state, this.#workClock.at(now)) : translate("time-left-no-connection");
    setText(byId("time-left"), left);
    this.#showSparkline(isRunning ? this.#pace.history : []);
  }

  /** The clock stops while nothing is known, and never goes back: it may have run on after the connection was lost. */
  #elapsedAt(now, isGoing) {
    const { seconds, at } = this.#elapsed;
    this.#shownElapsed = Math.max(this.#shownElapsed, seconds + (isGoing ? (now - at) / 1000 : 0));
    return this.#shownElapsed;
  }

  #restart(sessionId) {
    this.#sessionId = sessionId;
    this.#shownElapsed = 0;
    this.#pace = new Pace();
    this.#workClock = new WorkClock();
  }

  #rateOf({ status, processed_files: processed, elapsed_s: elapsed }) {
    return status === "processing" ? this.#pace.rate : processed / elapsed;
  }

  #timeLeft({ status, waiting, ledger }, worked) {
    if (status === "starting") return translate("time-left-counting");
    if (waiting) return translate("time-left-waiting");
    if (status === "paused") return translate("time-left-paused");
    if (status !== "processing") return "–";
    const seconds = this.#pace.timeLeft(worked);
    if (seconds === null) return translate("time-left-estimating");
    if (seconds < 1 && ledger.pending > 0) return translate("time-left-moment");
    return translate("time-left-about", { span: span(seconds) });
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
