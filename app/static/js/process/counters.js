/* The six counters; one that grows pulses. */
import { replay, setFlag, setText } from "../shared/dom.js";
import { count } from "../shared/format.js";

const PULSE_EVERY_MS = 800;

const cells = new Map();
let shownBefore = false;

export function showCounters(stats) {
  for (const [name, cell] of found()) show(cell, stats[name] ?? 0);
  shownBefore = true;
}

function show(cell, value) {
  if (!setText(cell.value, count(value))) return;
  setFlag(cell.box, "some", value > 0);
  const now = performance.now();
  // A pulse that starts again every 50 ms would look like none.
  if (!shownBefore || now - cell.pulsedAt < PULSE_EVERY_MS) return;
  cell.pulsedAt = now;
  replay(cell.value, "pulse");
}

function found() {
  if (cells.size === 0) {
    for (const box of document.querySelectorAll("[data-counter]")) {
      cells.set(box.dataset.counter, { box, value: box.querySelector(".counter-value"), pulsedAt: 0 });
    }
  }
  return cells;
}
