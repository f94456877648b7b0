/* What the workers do for the session that is shown, asked for once a second while somebody sees it. The stream does
   not carry it: most who follow a session show numbers only. */
import { session } from "../live/session-store.js";
import { api } from "../shared/api.js";
import { byId } from "../shared/dom.js";
import { showTimeSpent } from "./time-spent.js";

const EVERY_MS = 1000;

export class ActivityFeed {
  #wall;
  #slowFiles;
  #isAsking = false;
  #asked = "";
  #shown = null;
  #isReading = false;
  #isRefused = false;

  /** `wall` and `slowFiles` show what was read last, and what is being read. */
  constructor(wall, slowFiles) {
    this.#wall = wall;
    this.#slowFiles = slowFiles;
    setInterval(() => this.#tick(), EVERY_MS);
    session.addEventListener("state", () => this.#followState());
    document.addEventListener("visibilitychange", () => this.#askAgain());
  }

  /** Shows at once what is known; for a step that has just become visible. */
  refresh() {
    this.#tick();
  }

  /** Of a session that has just come into view, all is asked at once. */
  #followState() {
    this.#askAgain();
    if (session.sessionId === this.#shown) return;
    this.#shown = session.sessionId;
    showTimeSpent(byId("time-spent"), []);
    this.#tick();
  }

  /** A new state of the session, or a user who comes back: the sign-in may be there again. */
  #askAgain() {
    this.#isRefused = false;
  }

  async #tick() {
    const { sessionId, state, line } = session;
    this.#wall.prepare(sessionId, state);
    if (!isSeen() || state === null || this.#isAsking || this.#isRefused || this.#isSettled(state)) return;
    if (line === "signed-out") return;
    this.#isAsking = true;
    try {
      const activity = await api.activity(sessionId, this.#wall.wanted);
      if (sessionId === session.sessionId) this.#show(activity, state);
    } catch (error) {
      this.#isRefused = error.isFinal === true;
      console.info("What is being read could not be loaded.", error.message);
    } finally {
      this.#isAsking = false;
      if (sessionId === session.sessionId) this.#wall.answered(state);
    }
  }

  /** Nothing has ended since the last answer, and nothing was being read. */
  #isSettled(state) {
    return keyOf(state) === this.#asked && !this.#isReading;
  }

  #show(activity, state) {
    this.#asked = keyOf(state);
    this.#isReading = activity.reading.length > 0;
    this.#wall.show(activity);
    this.#slowFiles.show(activity);
    showTimeSpent(byId("time-spent"), activity.time_spent);
  }
}

function keyOf({ session_id: id, status, run, processed_files: processed }) {
  return `${id} ${status} ${run} ${processed}`;
}

function isSeen() {
  return document.body.dataset.step === "process" && !document.hidden;
}
