/* The steps in which the session's files were edited and chosen. */
import { commitPlan } from "../commit/commit-plan-store.js";
import { session } from "../live/session-store.js";
import { editsApi } from "./edits-api.js";
import { fileEdits } from "./file-edit-store.js";
import { StepStore } from "./step-store.js";

const SEND = {
  steps: (id) => session.sendChange(() => editsApi.steps(id)),
  make: (id, step) => session.sendChange(() => editsApi.makeStep(id, step)),
  undo: (id, step) => session.sendChange(() => editsApi.undoStep(id, step)),
  redo: (id, step) => session.sendChange(() => editsApi.redoStep(id, step)),
};

/** Dispatches, besides the events of its base, `done` with the kind "noted" when a file was edited or chosen alone. */
class EditStepStore extends StepStore {
  constructor() {
    super(SEND);
    commitPlan.addEventListener("chosen", () => this.#noteNewest());
    fileEdits.addEventListener("saved", () => this.#noteNewest());
  }

  /** A file was edited, or files were chosen: that was a step, unless it changed nothing. */
  async #noteNewest() {
    const sessionId = this.key;
    const last = this.steps[0]?.id ?? 0;
    await this.load(sessionId);
    const step = this.steps[0];
    if (sessionId === this.key && step && step.id > last) this.dispatch("done", { kind: "noted", step });
  }
}

export const editSteps = new EditStepStore();
