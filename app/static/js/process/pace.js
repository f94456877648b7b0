/* How fast files finish, and how long the rest will take: a figure that settles and never jumps. Pure. */

const WARM_UP_S = 2;
const RATE_MEMORY_S = 10;
const SETTLE_S = 4;
/* The time left differs from the new estimate by at most this share of it: the rate is shown beside it, and the first
   estimates, made while the workers start, are several times too long. */
const MOST_APART = 0.2;
const HISTORY = 60;
const HISTORY_STEP_S = 0.5;

export class Pace {
  #first = null;
  #last = null;
  #rate = 0;
  #end = null;
  #history = [];
  #mark = null;
  #settled = null;

  /**
   * Learns that `finished` files of `total` were done after `now` seconds of work. The first observation only sets the
   * start: files that were finished before it say nothing about the pace.
   */
  observe(now, finished, total) {
    if (this.#last === null || finished < this.#last.finished) {
      this.#begin(now, finished);
      return;
    }
    this.#learnRate(now, finished);
    this.#learnEnd(now, total - finished);
    this.#remember(now, finished);
  }

  /** Files per second, smoothed over the last seconds; 0 while unknown. */
  get rate() {
    return this.#rate;
  }

  /** Returns the seconds left at `now`; null while they would be a guess. */
  timeLeft(now) {
    if (this.#end === null || now - this.#first.now < WARM_UP_S) return null;
    return Math.max(0, this.#end - now);
  }

  /** Files per second in steps of half a second, oldest first. */
  get history() {
    return this.#history;
  }

  #begin(now, finished) {
    this.#first = { now, finished };
    this.#last = this.#first;
    this.#mark = this.#first;
    this.#rate = 0;
    this.#end = null;
    this.#history = [];
  }

  #learnRate(now, finished) {
    const seconds = now - this.#last.now;
    if (seconds <= 0) return;
    const measured = (finished - this.#last.finished) / seconds;
    const sinceStart = now - this.#first.now;
    // At first the plain mean, later an exponential memory of ten seconds.
    const weight = 1 - Math.exp(-seconds / Math.min(RATE_MEMORY_S, Math.max(sinceStart, seconds)));
    this.#rate =
      sinceStart <= RATE_MEMORY_S
        ? (finished - this.#first.finished) / sinceStart
        : this.#rate + weight * (measured - this.#rate);
    this.#last = { now, finished };
  }

  /** Moves the predicted end towards the new estimate; between events the clock runs down to it. */
  #learnEnd(now, pending) {
    if (this.#rate <= 0) return;
    const estimate = now + pending / this.#rate;
    if (this.#end === null || pending === 0) this.#end = estimate;
    else this.#end = this.#nearer(estimate, now, (MOST_APART * pending) / this.#rate);
    this.#settled = now;
  }

  /** Returns an end between the last one and the new estimate, at most `apart` seconds from this. */
  #nearer(estimate, now, apart) {
    const end = this.#end + (estimate - this.#end) * (1 - Math.exp(-(now - this.#settled) / SETTLE_S));
    return Math.min(Math.max(end, estimate - apart), estimate + apart);
  }

  #remember(now, finished) {
    const seconds = now - this.#mark.now;
    if (seconds < HISTORY_STEP_S) return;
    this.#history.push((finished - this.#mark.finished) / seconds);
    if (this.#history.length > HISTORY) this.#history.shift();
    this.#mark = { now, finished };
  }
}
