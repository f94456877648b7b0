/* Paints at most once per animation frame, always the newest state. A hidden tab gets no frames: it is painted by a
   slow timer, and at once when it becomes visible. */

const HIDDEN_MS = 500;

export class FrameScheduler {
  #paint;
  #frame = 0;
  #timer = 0;

  constructor(paint) {
    this.#paint = paint;
    document.addEventListener("visibilitychange", () => this.#visibilityChanged());
  }

  schedule() {
    if (this.#frame || this.#timer) return;
    if (document.hidden) this.#timer = setTimeout(() => this.paintNow(), HIDDEN_MS);
    else this.#frame = requestAnimationFrame(() => this.paintNow());
  }

  paintNow() {
    this.#cancel();
    this.#paint();
  }

  #cancel() {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#frame = 0;
    this.#timer = 0;
  }

  /** In a hidden tab the frame that was requested does not come: the timer takes its place. */
  #visibilityChanged() {
    if (!this.#frame && !this.#timer) return;
    if (!document.hidden) this.paintNow();
    else if (this.#frame) {
      this.#cancel();
      this.schedule();
    }
  }
}
