/* How this page learns of progress: by streaming where the browser and the rollout allow it, otherwise by polling. */
import { PageReport } from "../rollout/page-report.js";
import { rollout } from "../rollout/rollout-store.js";
import { isTerminal } from "../shared/status.js";
import { startProgressPolling } from "./progress-polling.js";
import { startProgressStreaming } from "./progress-streaming.js";

/** A stream says when the rollout changes. Without one that works, the page asks this often. */
const ASK_MS = 2000;

/**
 * Follows a session until it ends or `stop()` is called on what this returns. `source`: where its progress comes from.
 * `onState(state, at)` gets each new state and when it arrived, `onLine(line)` the state of the connection, and
 * `onLost(error)` is called when there is no such session, or the sign-in has ended. `initial` is a state that is
 * already known.
 */
export function startProgressUpdates(source, handlers) {
  const updates = new ProgressUpdates(source, handlers);
  updates.start();
  return updates;
}

/** Follows by one transport, and moves to the other one when the rollout says so. States are absolute: none is lost. */
class ProgressUpdates {
  #source;
  #handlers;
  #state;
  #line = "idle";
  #transport = "";
  #current = null;
  #report = null;
  #life = new AbortController();
  #timer = 0;

  constructor(source, handlers) {
    this.#source = source;
    this.#handlers = handlers;
    this.#state = handlers.initial ?? null;
  }

  start() {
    const { signal } = this.#life;
    rollout.addEventListener("change", () => this.#move(), { signal });
    document.addEventListener("visibilitychange", () => this.#askIfUnsure(), { signal });
    addEventListener("pagehide", () => this.#report.end("left"), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.#newReport(), { signal });
    this.#timer = setInterval(() => this.#askIfUnsure(), ASK_MS);
    this.#begin();
    if (this.#transport === "poll") this.#askIfUnsure();
  }

  stop() {
    this.#end("left");
  }

  wake() {
    this.#current.wake();
    this.#askIfUnsure();
  }

  noteDelay(ms) {
    this.#report.noteDelay(ms);
  }

  /** The connection, for the server's log. */
  get facts() {
    const { readyState, last } = this.#current.facts;
    return {
      transport: this.#transport,
      ready_state: readyState,
      last_event: last?.type ?? "",
      since_ms: last && Math.round(performance.now() - last.at),
    };
  }

  #begin() {
    const reason = whyPolling();
    this.#transport = reason ? "poll" : "stream";
    console.info(reason ? `Progress by polling: ${reason}` : "Progress by streaming (Server-Sent Events).");
    document.body.dataset.transport = this.#transport;
    this.#newReport();
    const start = reason ? startProgressPolling : startProgressStreaming;
    this.#current = start(this.#source, {
      initial: this.#state,
      onState: (state, at) => this.#take(state, at),
      onLine: (line) => this.#setLine(line),
      onLost: (error) => this.#lose(error),
      onRollout: (percent) => rollout.hear(percent),
    });
  }

  #move() {
    const isSame = this.#transport === (whyPolling() ? "poll" : "stream");
    if (isSame) return; // without EventSource
    this.#current.stop();
    this.#report.end("moved");
    this.#begin();
  }

  #newReport() {
    this.#report = new PageReport(this.#transport);
  }

  #take(state, at) {
    this.#state = state;
    this.#report.noteState(state, at);
    if (isTerminal(state.status)) this.#end("finished");
    this.#handlers.onState(state, at);
  }

  #setLine(line) {
    this.#line = line;
    this.#report.noteLine(line);
    this.#handlers.onLine(line);
  }

  #lose(error) {
    this.#end("lost");
    this.#handlers.onLost(error);
  }

  #end(ending) {
    if (this.#life.signal.aborted) return;
    this.#life.abort();
    clearInterval(this.#timer);
    this.#current.stop();
    this.#report.end(ending);
  }

  #askIfUnsure() {
    if (!document.hidden && this.#line !== "connected") rollout.ask();
  }
}

function whyPolling() {
  if (!window.EventSource) return "this browser has no EventSource.";
  if (rollout.transport === "poll") return "the server asked this browser to (headrace rollout).";
  return "";
}
