/* From an event's arrival in this page to its painted pixels: the part of «live» that a page can measure. */

const KEPT = 512;
const FEWEST = 5;

export class Latency {
  #samples = [];
  #next = 0;
  #waiting = [];

  /** An event arrived at `at` (performance.now()) and will be on the next painting. */
  arrived(at) {
    if (!document.hidden && this.#waiting.length < KEPT) this.#waiting.push(at);
  }

  /** The painting was written; its pixels are out once the frame is over, which the message after it tells. */
  painted() {
    if (this.#waiting.length === 0) return;
    const arrivals = this.#waiting;
    this.#waiting = [];
    if (document.hidden) return;
    afterPaint(() => {
      const now = performance.now();
      for (const at of arrivals) this.#keep(now - at);
    });
  }

  /** `{ p50, p95 }` in ms, or null while there are too few. */
  get quantiles() {
    if (this.#samples.length < FEWEST) return null;
    const sorted = [...this.#samples].sort((a, b) => a - b);
    return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) };
  }

  #keep(ms) {
    this.#samples[this.#next] = ms;
    this.#next = (this.#next + 1) % KEPT;
  }
}

/** Nearest rank of an ascending list. Pure. */
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
