/* Which transport this browser is to use: it streams while its place is below the rollout's percentage. */
import { get } from "../shared/api.js";
import { pageConfig } from "../shared/config.js";

/** Dispatches `change` when the transport is another one than before. */
class RolloutStore extends EventTarget {
  // Pages that follow no session have no rollout.
  #place = pageConfig.rollout?.place;
  #percent = pageConfig.rollout?.percent;
  #question = null;

  /** `stream` or `poll`. */
  get transport() {
    return this.#place < this.#percent ? "stream" : "poll";
  }

  /** The server says how many percent of the browsers stream. */
  hear(percent) {
    const before = this.transport;
    this.#percent = percent;
    if (this.transport !== before) this.dispatchEvent(new Event("change"));
  }

  /** Asks the server, unless a question is under way. Without an answer everything stays as it is. */
  ask() {
    this.#question ??= this.#ask().finally(() => {
      this.#question = null;
    });
    return this.#question;
  }

  async #ask() {
    try {
      this.hear((await get("/api/rollout")).percent);
    } catch (error) {
      console.debug("The rollout is not known.", error.message);
    }
  }
}

export const rollout = new RolloutStore();
