/* What this page has seen of one transport, in numbers, for the server's metrics. No names, no ids, no addresses. */
import { pageConfig } from "../shared/config.js";

const REPORT_MS = 60_000;
const DELAYS_KEPT = 50;
const COUNT_MAX = 1000;
const DOWN = new Set(["reconnecting", "disconnected"]);
const UP = new Set(["connected", "polling"]);

/** Sends a report once a minute and at the end. Guests' pages send none: they have no right to. */
export class PageReport {
  #transport;
  #send;
  #now;
  #startedAt;
  #isDown = false;
  #failures = 0;
  #reconnects = 0;
  #delays = [];
  #seen = 0;
  #wait = 0;
  #answeredAt = null;
  #progress = "";
  #timer = 0;

  constructor(transport, { send = sendBeacon, now = () => performance.now() } = {}) {
    this.#transport = transport;
    this.#send = send;
    this.#now = now;
    this.#startedAt = now();
    if (pageConfig.caller) this.#timer = setInterval(() => this.#reportSoFar(), REPORT_MS);
  }

  /** The state of the connection is another one. */
  noteLine(line) {
    if (DOWN.has(line) && !this.#isDown) this.#failures += 1;
    if (UP.has(line) && this.#isDown) this.#reconnects += 1;
    if (DOWN.has(line) || UP.has(line)) this.#isDown = DOWN.has(line);
  }

  /** A state arrived. What polling brings happened at any time since the last question: half of that, on average. */
  noteState({ status, processed_files: processed, ledger }, at) {
    const progress = [status, processed, ledger.discovered, ledger.failed].join();
    const isNews = progress !== this.#progress;
    if (this.#transport === "poll")
      this.#wait = isNews && this.#answeredAt !== null ? (at - this.#answeredAt) / 2 : null;
    this.#progress = progress;
    this.#answeredAt = at;
  }

  /** A change was painted `ms` after it arrived. Keeps an even sample of all of them. */
  noteDelay(ms) {
    if (this.#wait === null) return; // nothing was new
    this.#seen += 1;
    const place = this.#seen <= DELAYS_KEPT ? this.#seen - 1 : Math.floor(Math.random() * this.#seen);
    if (place < DELAYS_KEPT) this.#delays[place] = rounded(ms + this.#wait);
  }

  /** The page stops following by this transport; `ending` says why. */
  end(ending) {
    clearInterval(this.#timer);
    this.#report(ending);
  }

  #reportSoFar() {
    if (this.#failures || this.#reconnects || this.#delays.length) this.#report(null);
  }

  #report(ending) {
    if (!pageConfig.caller) return;
    this.#send({
      transport: this.#transport,
      ending,
      followed_s: rounded((this.#now() - this.#startedAt) / 1000),
      failures: Math.min(this.#failures, COUNT_MAX),
      reconnects: Math.min(this.#reconnects, COUNT_MAX),
      to_screen_ms: this.#delays,
    });
    this.#failures = 0;
    this.#reconnects = 0;
    this.#delays = [];
    this.#seen = 0;
  }
}

/** A beacon is sent even while the page is being closed. */
function sendBeacon(report) {
  navigator.sendBeacon("/api/beacon", new Blob([JSON.stringify(report)], { type: "application/json" }));
}

function rounded(value) {
  return Math.min(60_000, Math.round(value * 100) / 100);
}
