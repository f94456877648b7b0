/* A mark at every tenth file: ticks on the bar, and a small ripple at the head of the bar. */
import { byId, setFlag, setHidden, setStyle, setText } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

const EVERY = 10;
const MOST_TICKS = 50;
const RIPPLE_MS = 700;
/* Where more marks are passed between two states, ripples would never rest, and cost processor time. */
const MOST_AT_ONCE = 2;

export class Milestones {
  #reached = null;
  #rippledAt = 0;

  show({ session_id: id, processed_files: processed, total_files: total }) {
    const mark = Math.floor(processed / EVERY) * EVERY;
    const passed = this.#reached?.id === id ? (mark - this.#reached.mark) / EVERY : 0;
    this.#reached = { id, mark };
    const chip = byId("milestone");
    setHidden(chip, mark === 0);
    setText(chip.querySelector("span"), translate("progress-milestone", { files: mark }));
    if (passed > 0 && passed <= MOST_AT_ONCE) this.#celebrate(chip, processed / Math.max(1, total));
  }

  /** `share`: how far along the bar its head is, 0…1. */
  #celebrate(chip, share) {
    const now = performance.now();
    if (now - this.#rippledAt < RIPPLE_MS) return;
    this.#rippledAt = now;
    setStyle(byId("bar-head"), "transform", `translateX(${(100 * share).toFixed(2)}%)`);
    for (const element of [chip, byId("bar-ripple")]) {
      element.dataset.hit = "";
      setTimeout(() => delete element.dataset.hit, RIPPLE_MS);
    }
  }
}

/** A tick is 10 files, or 100, 1,000 … where ticks would be too close together. Pure. */
export function tickSize(total) {
  let size = EVERY;
  while (total / size > MOST_TICKS) size *= 10;
  return size;
}

export function showTicks(total) {
  const ticks = byId("bar-ticks");
  const size = tickSize(total);
  setFlag(ticks, "on", total > size);
  setStyle(ticks, "--tick", `${((100 * size) / Math.max(1, total)).toFixed(3)}%`);
}
