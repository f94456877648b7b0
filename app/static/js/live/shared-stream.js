/* Tabs of one browser share one stream: HTTP/1.1 allows six connections to a host, so a seventh tab
   would hang. The tab that holds the Web Lock is the leader: it has the EventSource and relays each event
   over a BroadcastChannel; the others follow. When the leader's tab dies the browser frees the lock, the
   next tab has it at once, and its new stream begins with a whole snapshot: no gap.

   A leader whose tab was frozen keeps its lock and says nothing. A follower that is looked at does not
   wait: it steals the lock. */
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
  #me = crypto.randomUUID?.() ?? String(Math.random());
  #leader = null;
  #running = false;
  #asking = null;
  #release = null;
  #connection = null;
  #channel = null;
  #state = "idle";
  #heardAt = 0;
  #timer = 0;

  /** As `Connection`; besides, `snapshot()` gives the document that a joining tab starts from, and
      `onDocument(document)` takes it there. */
  constructor(name, url, options) {
    this.#name = `headrace:${name}`;
    this.#url = url;
    this.#options = options;
  }

  get isLeader() {
    return this.#connection !== null;
  }

  start() {
    if (this.#running) return;
    this.#running = true;
    this.#heardAt = performance.now();
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.onmessage = ({ data }) => this.#told(data);
    this.#become("connecting");
    this.#askForLock({});
    this.#tell({ kind: "hello" });
    this.#timer = setInterval(() => this.#tick(), BEAT_MS);
  }

  stop() {
    if (!this.#running) return;
    this.#running = false;
    clearInterval(this.#timer);
    this.#stepDown();
    this.#asking?.abort();
    this.#channel.close();
    this.#state = "idle";
  }

  wake() {
    if (!this.#running) return;
    if (this.isLeader) this.#connection.wake();
    else if (this.#silence() > WAKE_SILENCE_MS) this.#steal();
    else this.#tell({ kind: "hello" });
  }

  // ---- the lock

  async #askForLock(options) {
    const asking = options.steal ? null : (this.#asking = new AbortController());
    try {
      await navigator.locks.request(this.#name, asking ? { signal: asking.signal } : options, () => this.#lead());
    } catch (error) {
      if (error.name !== "AbortError") throw error;
      if (this.isLeader && this.#running) this.#robbed();
    }
  }

  #steal() {
    this.#heardAt = performance.now();
    this.#asking?.abort();
    this.#askForLock({ steal: true });
  }

  /** Another tab took over because this one was asleep: follow it. */
  #robbed() {
    this.#stepDown();
    this.#heardAt = performance.now();
    this.#askForLock({});
    this.#tell({ kind: "hello" });
  }

  #lead() {
    if (!this.#running) return undefined;
    const held = new Promise((release) => (this.#release = release));
    this.#leader = this.#me;
    this.#tell({ kind: "lead" });
    this.#connection = new Connection(this.#url, {
      ...this.#options,
      onEvent: (event) => this.#relay(event),
      onState: (state) => this.#leaderState(state),
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

  // ---- the leader's side

  #relay(event) {
    this.#tell({ kind: "event", event: { ...event, at: performance.timeOrigin + event.at } });
    this.#options.onEvent(event);
  }

  #leaderState(state) {
    this.#become(state);
    this.#tell({ kind: "state", state });
  }

  #answerHello() {
    this.#tell({ kind: "document", document: this.#options.snapshot(), state: this.#state });
  }

  // ---- the follower's side

  #told(message) {
    if (!this.#running) return undefined;
    if (message.kind === "hello") return this.isLeader ? this.#answerHello() : undefined;
    if (this.isLeader) return undefined; // a robbed leader that does not know it yet
    if (message.kind === "lead" || message.kind === "document") this.#leader = message.from;
    if (message.from !== this.#leader) return undefined;
    this.#heardAt = performance.now();
    return this.#follow(message);
  }

  #follow({ kind, event, state, document }) {
    // The state first: the event may be the last one, and stop everything.
    if (kind === "event") this.#become("connected");
    if (state) this.#become(state);
    if (kind === "event") this.#options.onEvent({ ...event, at: event.at - performance.timeOrigin });
    if (kind === "document" && document) this.#options.onDocument(document);
  }

  // ---- both

  #tick() {
    if (this.isLeader) this.#tell({ kind: "beat" });
    else if (!document.hidden && this.#silence() > SILENCE_MS - CHECK_MS) this.#steal();
  }

  #tell(message) {
    this.#channel.postMessage({ ...message, from: this.#me });
  }

  #silence() {
    return performance.now() - this.#heardAt;
  }

  #become(state) {
    if (state === this.#state || !this.#running) return;
    this.#state = state;
    this.#options.onState(state);
  }
}
