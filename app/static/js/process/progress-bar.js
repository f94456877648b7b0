/* The percent, the bar with its milestones, and the file that is being read. */
import { byId, replay, setAttribute, setFlag, setStyle, setText } from "../shared/dom.js";
import { count, percent, splitPath } from "../shared/format.js";
import { nothingRead } from "../shared/nothing-read.js";
import { isTerminal } from "../shared/status.js";
import { translate } from "../texts/translate.js";
import { Milestones, showTicks } from "./milestones.js";

const FADE_EVERY_MS = 500;
const RESTING = new Set(["paused", "cancelled"]);

export class ProgressBar {
  #milestones = new Milestones();
  #fadedAt = 0;

  show(state) {
    showPercent(state);
    this.#showCurrentFile(state);
    this.#milestones.show(state);
  }

  #showCurrentFile(state) {
    const { current_file: path } = state;
    const [folder, name] = splitPath(path ?? "");
    const line = byId("current-file");
    if (setText(line, name || placeholderFor(state))) this.#fade(line);
    setFlag(line, "resting", !name);
    setAttribute(line, "title", path ?? "");
    setText(byId("current-folder"), folder);
  }

  /** Names that change faster than they fade in would always look pale. */
  #fade(line) {
    const now = performance.now();
    if (now - this.#fadedAt < FADE_EVERY_MS) return;
    this.#fadedAt = now;
    replay(line, "changed");
  }
}

/** Pure. */
export function barState(state) {
  const { status, progress } = state;
  if (status === "starting") return "searching";
  if (nothingRead(state) !== "") return "empty";
  if (status === "error") return "bad";
  if (RESTING.has(status)) return "resting";
  return progress === 100 ? "done" : "running";
}

function showPercent(state) {
  const { status, progress, total_files: total, processed_files: processed } = state;
  const isEmpty = nothingRead(state) !== "";
  setText(byId("percent"), isEmpty ? "–" : percent(progress));
  setText(byId("files-done"), count(processed));
  setText(byId("files-total"), count(total));
  const bar = byId("bar");
  setAttribute(bar, "data-state", barState(state));
  setAttribute(bar, "aria-valuenow", isEmpty ? 0 : progress);
  moveBar(status === "starting" || isEmpty ? 0 : exactPercent(progress, processed, total));
  showTicks(total);
}

/** The bar moves with every file; the percent beside it is the server's integer. */
function exactPercent(progress, processed, total) {
  if (progress === 100 || total === 0) return progress;
  return Math.min(99.9, (100 * processed) / total);
}

function moveBar(reached) {
  setStyle(byId("bar-fill"), "transform", `translateX(${(reached - 100).toFixed(2)}%)`);
}

/** Pure. */
export function placeholderFor({ status, waiting }) {
  if (status === "starting") return translate("progress-counting");
  if (waiting) return translate("progress-resumes");
  if (status === "paused") return translate("progress-paused");
  return isTerminal(status) ? translate("progress-no-file") : translate("progress-next-file");
}
