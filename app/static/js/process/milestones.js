/* A mark at every tenth file: ticks on the bar, and a small ripple where the bar's head is. */
import { byId, setFlag, setHidden, setStyle, setText } from "../shared/dom.js";
import { count } from "../shared/format.js";

const EVERY = 10;
const MOST_TICKS = 50;
const HIT_MS = 700;

let reached = null;
let hitAt = 0;

export function showMilestone({ session_id: id, processed_files: processed, total_files: total }) {
  const mark = Math.floor(processed / EVERY) * EVERY;
  const isNew = reached !== null && reached.id === id && mark > reached.mark;
  reached = { id, mark };
  const chip = byId("milestone");
  setHidden(chip, mark === 0);
  setText(chip.querySelector("span"), `${count(mark)} files`);
  if (isNew) celebrate(chip, processed / Math.max(1, total));
}

/** Ticks stand for 10 files, or 100, 1,000 … where they would stand too close. Pure. */
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

/** `share`: how far along the bar its head is, 0…1. */
function celebrate(chip, share) {
  const now = performance.now();
  if (now - hitAt < HIT_MS) return;
  hitAt = now;
  setStyle(byId("bar-head"), "transform", `translateX(${(100 * share).toFixed(2)}%)`);
  for (const element of [chip, byId("bar-ripple")]) {
    element.dataset.hit = "";
    setTimeout(() => delete element.dataset.hit, HIT_MS);
  }
}
