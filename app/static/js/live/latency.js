/* The delay from an event's arrival in this page to its painted pixels: the part of “live” that a page can measure. */

const KEPT = 512;
const FEWEST = 5;

export class Latency {
  #samples = [];
  #next = 0;
  #arrivals = [];
  #onDelay;

  /** `onDelay(ms)` gets each delay. */
  constructor(onDelay = () => {}) {
    this.#onDelay = onDelay;
  }

  /** An event arrived at `at` (performance.now()); the next paint will show it. */
  arrived(at) {
    if (!document.hidden && this.#arrivals.length < KEPT) this.#arrivals.push(at);
  }

  /** The document was updated. Its pixels are out once the frame is over: a message posted now arrives after it. */
  painted() {
    if (this.#arrivals.length === 0) return;
    const arrivals = this.#arrivals;
    this.#arrivals = [];
    if (document.hidden) return;
    afterPaint(() => {
      const now = performance.now();
      for (const at of arrivals) this.#keep(now - at);
    });
  }

  /** `{ p50, p95 }` in ms; null while there are too few samples. */
  get quantiles() {
    if (this.#samples.length < FEWEST) return null;
    const sorted = [...this.#samples].sort((a, b) => a - b);
    return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) };
  }

  #keep(ms) {
    this.#onDelay(ms);
    this.#samples[this.#next] = ms;
    this.#next = (this.#next + 1) % KEPT;
  }
}

/** Returns the nearest-rank quantile of an ascending list. Pure. */
export function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
}

function afterPaint(call) {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    call();
  };
  port2.postMessage(null);
}
