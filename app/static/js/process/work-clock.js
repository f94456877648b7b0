/* Seconds of work as this page saw them, without pauses and without the time in which no server worked. Pure. */

export class WorkClock {
  #seconds = 0;
  #last = null;

  /** Returns the reading after one more state, which arrived at `at` (milliseconds). It never goes back. */
  take({ elapsed_s: elapsed, status }, at) {
    if (this.#last !== null) this.#seconds += Math.max(0, this.#since(elapsed, at));
    const estimate =
      this.#last === null || elapsed !== this.#last.reported ? elapsed : this.#last.estimate + this.#ran(at);
    this.#last = { reported: elapsed, estimate, at, isRunning: status === "processing" };
    return this.#seconds;
  }

  /** Returns the reading at `at`, assuming that work went on. */
  at(at) {
    return this.#last === null ? 0 : this.#seconds + this.#ran(at);
  }

  /** The server reports its elapsed time once a second only; in between, our own clock replaces it. */
  #since(elapsed, at) {
    return elapsed === this.#last.reported ? this.#ran(at) : elapsed - this.#last.estimate;
  }

  #ran(at) {
    return this.#last.isRunning ? (at - this.#last.at) / 1000 : 0;
  }
}
