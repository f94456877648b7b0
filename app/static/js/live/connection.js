/* One EventSource: its states, a watchdog of our own, and reconnecting.

   Deliberate oddities:
   1. No browser reports a half-open connection (no bytes, no close), so silence is measured here, against the
      server's named keepalive events.
   2. After an error the browser reconnects by itself and resumes with Last-Event-ID. We step in only when it has
      given up (readyState CLOSED) or takes longer than the watchdog allows.
   3. A new EventSource cannot send Last-Event-ID. It gets a whole snapshot, which is always correct.
   4. Whatever silenced one connection has often silenced the browser's idle sockets to that host too, and a new
      EventSource might be given one of those. `onStall` lets the owner drop them first. */

export const SILENCE_MS = 4000;
export const CONNECT_MS = 6000;
export const CHECK_MS = 500;
export const LOST_AFTER_MS = 10_000;
export const WAKE_SILENCE_MS = 1500;
const RETRY_MS = [250, 1000, 2000, 4000, 8000];

export class Connection {
  #url;
  #events;
  #callbacks;
  #open;
  #now;
  #source = null;
  #state = "idle";
  #heardAt = 0;
  #downSince = null;
  #attempt = 0;
  #watchdog = 0;
  #retry = 0;

  /**
   * `events`: names of the events to listen to. `onEvent({ type, data, at })` gets each of them, `onState` one of
   * connecting, connected, reconnecting, disconnected. `onRefused` is called when the server refused the stream, so
   * that the reason can be asked for over HTTP, and `onStall` just before a silent connection is replaced.
   */
  constructor(
    url,
    {
      events,
      onEvent,
      onState,
      onRefused,
      onStall = () => {},
      open = (url) => new EventSource(url),
      now = () => performance.now(),
    },
  ) {
    this.#url = url;
    this.#events = events;
    this.#callbacks = { onEvent, onState, onRefused, onStall };
    this.#open = open;
    this.#now = now;
  }

  get state() {
    return this.#state;
  }

  /** The `readyState` of the `EventSource`; null while there is none. */
  get readyState() {
    return this.#source?.readyState ?? null;
  }

  start() {
    if (this.#source) return;
    this.#connect();
    this.#watchdog ||= setInterval(() => this.#check(), CHECK_MS);
  }

  stop() {
    clearInterval(this.#watchdog);
    this.#watchdog = 0;
    this.#disconnect();
    this.#state = "idle";
  }

  /** The tab is visible again or the network is back: reconnects now instead of waiting for a timer. */
  wake() {
    if (this.#state === "idle") return;
    if (!this.#source || this.#silence() > WAKE_SILENCE_MS) this.#reconnect();
  }

  #connect() {
    this.#disconnect();
    this.#heardAt = this.#now();
    this.#setState(this.#downSince === null ? "connecting" : this.#downState());
    const source = this.#open(this.#url);
    this.#source = source;
    source.onopen = () => this.#markAlive();
    source.onerror = () => this.#fail(source);
    for (const type of this.#events) source.addEventListener(type, (event) => this.#receive(type, event));
  }

  #receive(type, event) {
    const at = this.#now();
    this.#markAlive();
    this.#callbacks.onEvent({ type, data: event.data, at });
  }

  #markAlive() {
    this.#heardAt = this.#now();
    this.#downSince = null;
    this.#attempt = 0;
    this.#setState("connected");
  }

  #fail(source) {
    if (source !== this.#source) return;
    this.#markDown();
    if (source.readyState !== EventSource.CLOSED) return; // The browser reconnects by itself.
    this.#disconnect();
    this.#callbacks.onRefused();
    this.#retryLater();
  }

  #check() {
    if (this.#downSince !== null) this.#setState(this.#downState());
    const limit = this.#state === "connected" ? SILENCE_MS : CONNECT_MS;
    if (this.#source && this.#silence() > limit) this.#reconnect();
  }

  /** Replaces the connection, dead or not, by a new one. */
  #reconnect() {
    this.#markDown();
    this.#disconnect();
    this.#callbacks.onStall();
    this.#connect();
  }

  #markDown() {
    this.#downSince ??= this.#now();
    this.#setState(this.#downState());
  }

  #retryLater() {
    if (this.#state === "idle") return; // onRefused stopped it: there is no stream to connect to.
    const wait = RETRY_MS[Math.min(this.#attempt, RETRY_MS.length - 1)];
    this.#attempt += 1;
    // With jitter, so that a thousand pages do not reconnect at the same moment after a restart.
    this.#retry = setTimeout(() => this.#connect(), wait * (0.75 + Math.random() / 2));
  }

  #disconnect() {
    clearTimeout(this.#retry);
    if (!this.#source) return;
    this.#source.onopen = this.#source.onerror = null;
    this.#source.close();
    this.#source = null;
  }

  #silence() {
    return this.#now() - this.#heardAt;
  }

  #downState() {
    return this.#now() - this.#downSince > LOST_AFTER_MS ? "disconnected" : "reconnecting";
  }

  #setState(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#callbacks.onState(state);
  }
}
