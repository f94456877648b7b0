/* The six counters. One that grows pulses. */
import { replay, setFlag, setText } from "../shared/dom.js";
import { count } from "../shared/format.js";

const PULSE_EVERY_MS = 800;
/* Numbers that run by in larger steps are movement enough, and a pulse costs a fast session processor time. */
const LARGEST_STEP = 20;

export class Counters {
  #cells;
  #wasShown = false;

  constructor() {
    const boxes = [...document.querySelectorAll("[data-counter]")];
    this.#cells = boxes.map((box) => ({
      box,
      value: box.querySelector(".counter-value"),
      pulsedAt: -PULSE_EVERY_MS,
      shown: 0,
    }));
  }

  show({ stats }) {
    for (const cell of this.#cells) this.#showCell(cell, stats[cell.box.dataset.counter] ?? 0);
    this.#wasShown = true;
  }

  #showCell(cell, value) {
    if (!setText(cell.value, count(value))) return;
    setFlag(cell.box, "some", value > 0);
    const step = value - cell.shown;
    cell.shown = value;
    const now = performance.now();
    // A pulse that restarts every 50 ms would not be seen at all.
    if (!this.#wasShown || step > LARGEST_STEP || now - cell.pulsedAt < PULSE_EVERY_MS) return;
    cell.pulsedAt = now;
    replay(cell.value, "pulse");
  }
}
