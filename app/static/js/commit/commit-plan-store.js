/* What a commit would do with the session's files, and what the user chose: the one owner of the plan. */
import { session } from "../live/session-store.js";
import { api } from "../shared/api.js";
import { mayEdit } from "../shared/caller.js";
import { RELATIONS } from "./relations.js";

/**
 * Dispatches `change` for each new plan, `chosen` ({ choice, wanted }) when a choice is saved, and `refused`
 * ({ error }) when it is not.
 */
class CommitPlanStore extends EventTarget {
  #sessionId = null;
  #plan = null;

  /** `{ groups, edited, stacks, gone_withheld }`; null until it is known. */
  get plan() {
    return this.#plan;
  }

  /** The plan, if it is that of session `sessionId`; null otherwise. */
  planOf(sessionId) {
    return sessionId === this.#sessionId ? this.#plan : null;
  }

  /** Loads the plan again. There is none while the session is not committable: there is nothing to choose yet. */
  async load(sessionId, isCommittable) {
    if (sessionId !== this.#sessionId || !isCommittable) this.#take(sessionId, null);
    if (isCommittable) await this.refresh();
  }

  /** Saves `choice` ("apply" or "leave") for the files that `wanted` names: any of `{ relation, file_ids, stack }`. */
  async choose(choice, wanted) {
    const sessionId = this.#sessionId;
    try {
      const plan = await session.sendChange(() => api.choose(sessionId, { choice, ...wanted }));
      if (sessionId !== this.#sessionId) return;
      this.#take(sessionId, plan);
      this.#dispatch("chosen", { choice, wanted });
    } catch (error) {
      this.#dispatch("refused", { error });
    }
  }

  /** Loads the plan again: an edit may have changed its counts. */
  async refresh() {
    const sessionId = this.#sessionId;
    const plan = await session.sendChange(() => api.preview(sessionId));
    if (sessionId === this.#sessionId) this.#take(sessionId, plan);
  }

  /** Whether the user may choose what a commit does. */
  get isOpen() {
    return mayEdit() && this.#plan !== null;
  }

  /** Whether the user may edit this file: it was read, now or for the library before, and its session is over. */
  mayEdit({ relation }) {
    return mayEdit() && this.#plan !== null && relation in RELATIONS && relation !== "gone";
  }

  #take(sessionId, plan) {
    this.#sessionId = sessionId;
    this.#plan = plan;
    this.#dispatch("change", {});
  }

  #dispatch(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

export const commitPlan = new CommitPlanStore();
