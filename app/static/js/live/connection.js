/* The life of one EventSource: states, a watchdog of our own, and waking up.

   Oddities, on purpose:
   1. A half-open line (no bytes, no close) raises no error in any browser, so silence is measured here,
      against the server's named keepalive events.
   2. The browser reconnects by itself after an error, and resumes with Last-Event-ID; we let it, and
      step in only when it gave up (readyState CLOSED) or takes longer than the watchdog allows.
   3. A fresh EventSource cannot send Last-Event-ID; it gets a whole snapshot, which is never wrong.
   4. Whatever silenced one line has often silenced the browser's idle sockets to that host too, and a new
      EventSource would be put on one of those. `onStall` lets the owner have them thrown away first. */

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
   * `events`: names of the events to listen to. `onEvent({ type, data, at })` gets each of them,
   * `onState` one of connecting, connected, reconnecting, disconnected; `onRefused` is called when the
   * server would not open the stream, so that its reason can be asked for over HTTP; `onStall` just before
   * a silent line is left for a new one.
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

  start() {
    if (this.#source) return;
    this.#connect();
    this.#watchdog ||= setInterval(() => this.#check(), CHECK_MS);
  }

  stop() {
    clearInterval(this.#watchdog);
    this.#watchdog = 0;
    this.#hangUp();
    this.#state = "idle";
  }

  /** The tab is looked at again, the network came back: do not wait for any timer. */
  wake() {
    if (this.#state === "idle") return;
    if (!this.#source || this.#silence() > WAKE_SILENCE_MS) this.#again();
  }

  #connect() {
    this.#hangUp();
    this.#heardAt = this.#now();
    this.#become(this.#downSince === null ? "connecting" : this.#downState());
    const source = (this.#source = this.#open(this.#url));
    source.onopen = () => this.#heard();
    source.onerror = () => this.#failed(source);
    for (const type of this.#events) source.addEventListener(type, (event) => this.#received(type, event));
  }

  #received(type, event) {
    const at = this.#now();
    this.#heard();
    this.#callbacks.onEvent({ type, data: event.data, at });
  }

  #heard() {
    this.#heardAt = this.#now();
    this.#downSince = null;
    this.#attempt = 0;
    this.#become("connected");
  }

  #failed(source) {
    if (source !== this.#source) return;
    this.#lost();
    if (source.readyState !== 2) return; // the browser is trying again
    this.#hangUp();
    this.#callbacks.onRefused();
    this.#retryLater();
  }

  #check() {
    if (this.#downSince !== null) this.#become(this.#downState());
    const limit = this.#state === "connected" ? SILENCE_MS : CONNECT_MS;
    if (this.#source && this.#silence() > limit) this.#again();
  }

  /** Leave the present line, dead or not, and take a new one now. */
  #again() {
    this.#lost();
    this.#hangUp();
    this.#callbacks.onStall();
    this.#connect();
  }

  #lost() {
    this.#downSince ??= this.#now();
    this.#become(this.#downState());
  }

  #retryLater() {
    if (this.#state === "idle") return; // onRefused learned that there is nothing to wait for
    const wait = RETRY_MS[Math.min(this.#attempt, RETRY_MS.length - 1)];
    this.#attempt += 1;
    // A little apart, so that a thousand pages do not knock at once after a restart.
    this.#retry = setTimeout(() => this.#connect(), wait * (0.75 + Math.random() / 2));
  }

  #hangUp() {
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

  #become(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#callbacks.onState(state);
  }
}
