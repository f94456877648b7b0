/* Tabs of one browser share one stream: HTTP/1.1 allows six connections to a host, so a seventh tab would hang.
   The tab that holds the Web Lock is the leader: it has the EventSource and relays each event over a
   BroadcastChannel; the other tabs follow. When the leader's tab dies, the browser releases the lock, the next tab
   gets it at once, and its new stream begins with a whole snapshot: no gap.

   A leader whose tab was frozen keeps its lock and sends nothing. A visible follower does not wait: it steals the
   lock. */
import { CHECK_MS, Connection, SILENCE_MS } from "./connection.js";

const BEAT_MS = 500;
const WAKE_SILENCE_MS = 2500;

export function canShare() {
  return Boolean(navigator.locks && window.BroadcastChannel);
}

export class SharedStream {
  #name;
  #url;
  #options;
  #id = crypto.randomUUID?.() ?? String(Math.random());
  #leader = null;
  #isRunning = false;
  #lockRequest = null;
  #release = null;
  #connection = null;
  #channel = null;
  #line = "idle";
  #heardAt = 0;
  #timer = 0;

  /**
   * As `Connection`. In addition, `snapshot()` returns the state that a joining tab starts from, and in that tab
   * `onSnapshot(state)` gets it.
   */
  constructor(name, url, options) {
    this.#name = `headrace-stream:${name}`;
    this.#url = url;
    this.#options = options;
  }

  get isLeader() {
    return this.#connection !== null;
  }

  /** As `Connection`; null in a tab that follows another. */
  get readyState() {
    return this.#connection?.readyState ?? null;
  }

  start() {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#heardAt = performance.now();
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.onmessage = ({ data }) => this.#receive(data);
    this.#setLine("connecting");
    this.#askForLock({});
    this.#tell({ kind: "hello" });
    this.#timer = setInterval(() => this.#tick(), BEAT_MS);
  }

  stop() {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    clearInterval(this.#timer);
    this.#stepDown();
    this.#lockRequest?.abort();
    this.#channel.close();
    this.#line = "idle";
  }

  wake() {
    if (!this.#isRunning) return;
    if (this.isLeader) this.#connection.wake();
    else if (this.#silence() > WAKE_SILENCE_MS) this.#steal();
    else this.#tell({ kind: "hello" });
  }

  // ---- The lock

  async #askForLock(options) {
    this.#lockRequest = options.steal ? null : new AbortController();
    const request = this.#lockRequest ? { signal: this.#lockRequest.signal } : options;
    try {
      await navigator.locks.request(this.#name, request, () => this.#lead());
    } catch (error) {
      if (error.name !== "AbortError") throw error;
      if (this.isLeader && this.#isRunning) this.#yieldToThief();
    }
  }

  #steal() {
    this.#heardAt = performance.now();
    this.#lockRequest?.abort();
    this.#askForLock({ steal: true });
  }

  /** Another tab stole the lock because this one was frozen: follow it. */
  #yieldToThief() {
    this.#stepDown();
    this.#heardAt = performance.now();
    this.#askForLock({});
    this.#tell({ kind: "hello" });
  }

  #lead() {
    if (!this.#isRunning) return undefined;
    const held = new Promise((release) => {
      this.#release = release;
    });
    this.#leader = this.#id;
    this.#tell({ kind: "lead" });
    this.#connection = new Connection(this.#url, {
      ...this.#options,
      onEvent: (event) => this.#relay(event),
      onState: (line) => this.#relayLine(line),
      onRefused: () => this.#options.onRefused(),
    });
    this.#connection.start();
    return held;
  }

  #stepDown() {
    this.#connection?.stop();
    this.#connection = null;
    this.#release?.();
    this.#release = null;
  }

  // ---- The leader

  #relay(event) {
    this.#tell({ kind: "event", event: { ...event, at: performance.timeOrigin + event.at } });
    this.#options.onEvent(event);
  }

  #relayLine(line) {
    this.#setLine(line);
    this.#tell({ kind: "line", line });
  }

  #answerHello() {
    this.#tell({ kind: "snapshot", state: this.#options.snapshot(), line: this.#line });
  }

  // ---- The follower

  #receive(message) {
    if (!this.#isRunning) return undefined;
    if (message.kind === "hello") return this.isLeader ? this.#answerHello() : undefined;
    if (this.isLeader) return undefined; // Another tab has stolen the lock; this one will learn of it in a moment.
    if (message.kind === "lead" || message.kind === "snapshot") this.#leader = message.from;
    if (message.from !== this.#leader) return undefined;
    this.#heardAt = performance.now();
    return this.#follow(message);
  }

  #follow({ kind, event, line, state }) {
    // The line comes first: the event may be the last one and stop everything.
    if (kind === "event") this.#setLine("connected");
    if (line) this.#setLine(line);
    if (kind === "event") this.#options.onEvent({ ...event, at: event.at - performance.timeOrigin });
    if (kind === "snapshot" && state) this.#options.onSnapshot(state);
  }

  // ---- Both

  #tick() {
    if (this.isLeader) this.#tell({ kind: "beat" });
    else if (!document.hidden && this.#silence() > SILENCE_MS - CHECK_MS) this.#steal();
  }

  #tell(message) {
    this.#channel.postMessage({ ...message, from: this.#id });
  }

  #silence() {
    return performance.now() - this.#heardAt;
  }

  #setLine(line) {
    if (line === this.#line || !this.#isRunning) return;
    this.#line = line;
    this.#options.onState(line);
  }
}
