/* The percent, the bar with its milestones, and the file that is being read. */
import { byId, replay, setAttribute, setFlag, setStyle, setText } from "../shared/dom.js";
import { count, splitPath } from "../shared/format.js";
import { isTerminal } from "../shared/status.js";
import { Milestones, showTicks } from "./milestones.js";

const FADE_EVERY_MS = 500;
const BAR_STATES = { starting: "waiting", error: "bad", cancelled: "bad" };

export class ProgressBar {
  #milestones = new Milestones();
  #fadedAt = 0;

  show(state) {
    showPercent(state);
    this.#showCurrentFile(state);
    this.#milestones.show(state);
  }

  #showCurrentFile({ current_file: path, status }) {
    const [folder, name] = splitPath(path ?? "");
    const line = byId("current-file");
    if (setText(line, name || placeholderFor(status))) this.#fade(line);
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

function showPercent({ status, progress, total_files: total, processed_files: processed }) {
  setText(byId("percent"), `${progress}%`);
  setText(byId("files-done"), count(processed));
  setText(byId("files-total"), count(total));
  const bar = byId("bar");
  setAttribute(bar, "data-state", BAR_STATES[status] ?? (progress === 100 ? "done" : "running"));
  setAttribute(bar, "aria-valuenow", progress);
  moveBar(status === "starting" ? 0 : exactPercent(progress, processed, total));
  showTicks(total);
}

/** The bar moves with every file; the percent beside it is the server's integer. */
function exactPercent(progress, processed, total) {
  if (progress === 100 || total === 0) return progress;
  return Math.min(99.9, (100 * processed) / total);
}

function moveBar(percent) {
  setStyle(byId("bar-fill"), "transform", `translateX(${(percent - 100).toFixed(2)}%)`);
}

function placeholderFor(status) {
  if (status === "starting") return "Counting files …";
  return isTerminal(status) ? "No file is being read." : "Waiting for the next file …";
}
