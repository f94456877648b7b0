/* Seconds of work as this page saw them: pauses, and time in which nobody worked or nothing was heard, are not in it. Pure. */

export class WorkClock {
  #seconds = 0;
  #last = null;

  /** The reading after one more document that arrived at `at` (milliseconds). It never goes back. */
  take({ elapsed_s: elapsed, status }, at) {
    if (this.#last !== null) this.#seconds += Math.max(0, this.#since(elapsed, at));
    const estimate = this.#last === null || elapsed !== this.#last.told ? elapsed : this.#last.estimate + this.#ran(at);
    this.#last = { told: elapsed, estimate, at, isRunning: status === "processing" };
    return this.#seconds;
  }

  /** The reading at `at`, should work have gone on. */
  at(at) {
    return this.#last === null ? 0 : this.#seconds + this.#ran(at);
  }

  /** The server tells its elapsed time once a second only; in between, our own clock stands in for it. */
  #since(elapsed, at) {
    return elapsed === this.#last.told ? this.#ran(at) : elapsed - this.#last.estimate;
  }

  #ran(at) {
    return this.#last.isRunning ? (at - this.#last.at) / 1000 : 0;
  }
}
