/* The steps in which the session's files were edited and chosen: making them, undoing them, doing them again. */
import { commitPlan } from "../commit/commit-plan-store.js";
import { session } from "../live/session-store.js";
import { editsApi } from "./edits-api.js";
import { fileEdits } from "./file-edit-store.js";

const NOTHING = Object.freeze({ steps: [], undo: null, redo: null });

/**
 * Dispatches `change` for each new list of steps, `done` ({ kind, step, notRead }) when a step was "made", "undone" or
 * "redone", or "noted" because a file was edited or chosen by itself (`notRead`: files that could not be edited),
 * `unchanged` when a step changed nothing, and `refused` ({ error }).
 */
class EditStepStore extends EventTarget {
  #sessionId = null;
  #list = NOTHING;

  constructor() {
    super();
    commitPlan.addEventListener("chosen", () => this.#noteNewest());
    fileEdits.addEventListener("saved", () => this.#noteNewest());
  }

  /** The newest steps, newest first. */
  get steps() {
    return this.#list.steps;
  }

  get mayUndo() {
    return this.#list.undo !== null;
  }

  get mayRedo() {
    return this.#list.redo !== null;
  }

  /** Loads the steps of a session. */
  async load(sessionId) {
    if (sessionId !== this.#sessionId) this.#take(sessionId, NOTHING);
    try {
      const list = await session.sendChange(() => editsApi.steps(sessionId));
      if (sessionId === this.#sessionId) this.#take(sessionId, list);
    } catch (error) {
      console.info("The steps could not be loaded.", error.message);
    }
  }

  /** Makes a step. `wanted` names the files, `edit` what to do to each, as in the API. */
  async make(wanted, edit) {
    const result = await this.#send((id) => editsApi.makeStep(id, { ...wanted, ...edit }));
    if (result === null) return;
    if (result.step) this.#dispatch("done", { kind: "made", step: result.step, notRead: result.not_editable });
    else this.#dispatch("unchanged", {});
  }

  undo() {
    return this.#travel(this.#list.undo, "undone", editsApi.undoStep);
  }

  redo() {
    return this.#travel(this.#list.redo, "redone", editsApi.redoStep);
  }

  async #travel(step, kind, send) {
    if (step === null) return;
    const result = await this.#send((id) => send(id, step));
    if (result !== null) this.#dispatch("done", { kind, step: result.step });
  }

  async #send(send) {
    const sessionId = this.#sessionId;
    let result = null;
    try {
      result = await session.sendChange(() => send(sessionId));
    } catch (error) {
      this.#dispatch("refused", { error });
    }
    await this.load(sessionId);
    return sessionId === this.#sessionId ? result : null;
  }

  /** A file was edited, or files were chosen: that was a step, unless it changed nothing. */
  async #noteNewest() {
    const sessionId = this.#sessionId;
    const last = this.steps[0]?.id ?? 0;
    await this.load(sessionId);
    const step = this.steps[0];
    if (sessionId === this.#sessionId && step && step.id > last) this.#dispatch("done", { kind: "noted", step });
  }

  #take(sessionId, list) {
    this.#sessionId = sessionId;
    this.#list = list;
    this.#dispatch("change", {});
  }

  #dispatch(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

export const editSteps = new EditStepStore();
