/* At most one painting per animation frame, of the newest state. A hidden tab gets no frames: it is
   painted by a slow timer, and at once when it is looked at. */

const HIDDEN_MS = 500;

export class Painter {
  #paint;
  #frame = 0;
  #timer = 0;

  constructor(paint) {
    this.#paint = paint;
    document.addEventListener("visibilitychange", () => this.#looked());
  }

  schedule() {
    if (this.#frame || this.#timer) return;
    if (document.hidden) this.#timer = setTimeout(() => this.now(), HIDDEN_MS);
    else this.#frame = requestAnimationFrame(() => this.now());
  }

  now() {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#frame = this.#timer = 0;
    this.#paint();
  }

  #looked() {
    if (!this.#frame && !this.#timer) return;
    if (!document.hidden) this.now();
    else if (this.#frame) this.#handOver();
  }

  /** The awaited frame will not come any more. */
  #handOver() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.schedule();
  }
}
