/* The newest events as they arrived, for a bug report. Text only; nothing is decoded or copied. */

const KEPT = 120;

class FrameLogStore {
  #frames = [];
  #next = 0;

  add(type, data) {
    this.#frames[this.#next % KEPT] = { type, data, at: Date.now() };
    this.#next += 1;
  }

  /** The newest frames, oldest first. */
  get frames() {
    const start = this.#next % KEPT;
    return [...this.#frames.slice(start), ...this.#frames.slice(0, start)].filter(Boolean);
  }
}

export const frameLog = new FrameLogStore();
