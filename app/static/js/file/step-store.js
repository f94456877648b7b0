/* Steps in which many files are edited: making them, undoing them, doing them again. */
import { RequestQueue } from "../shared/request-queue.js";

const NOTHING = Object.freeze({ steps: [], undo: null, redo: null });

/**
 * Dispatches `change` for each new list of steps, `done` ({ kind, step, notRead }) when a step was "made", "undone" or
 * "redone" (`notRead`: files that could not be edited), `unchanged` when a step changed nothing, and `refused`
 * ({ error }). Each kind of steps knows how to ask for them: `send` has `steps(key)`, `make(key, step)`,
 * `undo(key, id)` and `redo(key, id)`, where `key` names whose steps they are.
 */
export class StepStore extends EventTarget {
  #key = null;
  #list = NOTHING;
  #send;
  #changes = new RequestQueue();

  constructor(send) {
    super();
    this.#send = send;
  }

  /** Whose steps they are. */
  get key() {
    return this.#key;
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

  /** Loads the steps of `key`. */
  async load(key) {
    if (key !== this.#key) this.#take(key, NOTHING);
    try {
      const list = await this.#send.steps(key);
      if (key === this.#key) this.#take(key, list);
    } catch (error) {
      console.info("The steps could not be loaded.", error.message);
    }
  }

  /** Makes a step. `wanted` names the files, `edit` what to do to each, as in the API. */
  async make(wanted, edit) {
    const result = await this.#change((key) => this.#send.make(key, { ...wanted, ...edit }));
    if (result === null) return;
    if (result.step) this.dispatch("done", { kind: "made", step: result.step, notRead: result.not_editable });
    else this.dispatch("unchanged", {});
  }

  /** Makes a step by a request of its own, `send()`, in its turn. Resolves to the step; raises what is refused. */
  makeBy(send) {
    return this.#changes.send(async () => {
      const { step } = await send();
      await this.load(this.#key);
      if (step) this.dispatch("done", { kind: "made", step });
      return step;
    });
  }

  undo() {
    return this.#turn("undo", "undone");
  }

  redo() {
    return this.#turn("redo", "redone");
  }

  dispatch(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  async #turn(how, kind) {
    const result = await this.#change((key) => {
      const step = key === this.#key ? this.#list[how] : null;
      return step === null ? null : this.#send[how](key, step);
    });
    if (result !== null) this.dispatch("done", { kind, step: result.step });
  }

  /** Sends a change once the one before was answered: the last one wins, and each undo finds its own step. */
  #change(send) {
    const key = this.#key;
    return this.#changes.send(() => this.#sendNext(key, send));
  }

  async #sendNext(key, send) {
    let result = null;
    try {
      result = await send(key);
    } catch (error) {
      this.dispatch("refused", { error });
    }
    await this.load(key);
    return key === this.#key ? result : null;
  }

  #take(key, list) {
    this.#key = key;
    this.#list = list;
    this.dispatch("change", {});
  }
}
