/* The button that undoes the session's newest commit. */
import { forgetUndoError, showUndoError } from "../history/undo-refusal.js";
import { api } from "../shared/api.js";
import { confirmed } from "../shared/confirm.js";
import { byId, setHidden, setText } from "../shared/dom.js";
import { translate } from "../texts/translate.js";
import { undoneSentence, undoQuestion } from "./commit-counts.js";

/** Dispatches `undone` ({ sessionId, sentence }) after an undo. */
export class UndoButton extends EventTarget {
  #sessionId = null;
  #undoable = null;
  #isUndoing = false;

  constructor() {
    super();
    byId("undo").addEventListener("click", () => this.#press());
  }

  /** The Commit step shows session `sessionId`. */
  open(sessionId) {
    this.#sessionId = sessionId;
  }

  /** `undoable`: the commit of the journal that an undo would take back; null: nothing. */
  offer(undoable) {
    this.#undoable = undoable;
    if (undoable !== null) return;
    forgetUndoError(byId("undo-error"));
    setHidden(byId("undo"), true);
  }

  /** `isDone`: the page shows what the newest commit did, and nothing that a further one would do. */
  show(state, isDone = false) {
    setText(byId("undo-label"), isDone ? translate("commit-undo") : translate("commit-undo-earlier"));
    setHidden(byId("undo"), this.#undoable === null || state?.status === "committing");
  }

  async #press() {
    if (this.#isUndoing) return;
    const sessionId = this.#sessionId;
    const isSure = await confirmed({
      title: translate("commit-undo-title"),
      text: undoQuestion(this.#undoable),
      yes: translate("commit-undo-yes"),
      no: translate("commit-undo-no"),
    });
    if (isSure && sessionId === this.#sessionId) await this.#undo(sessionId);
  }

  async #undo(sessionId) {
    forgetUndoError(byId("undo-error"));
    try {
      const sentence = undoneSentence(await this.#send(sessionId));
      this.dispatchEvent(new CustomEvent("undone", { detail: { sessionId, sentence } }));
    } catch (error) {
      if (sessionId === this.#sessionId) showUndoError(byId("undo-error"), error, byId("undo"));
    }
  }

  /** Until this is answered, another press does nothing: it would undo the commit before this one. */
  async #send(sessionId) {
    this.#setUndoing(true);
    try {
      return await api.undo(sessionId);
    } finally {
      this.#setUndoing(false);
    }
  }

  #setUndoing(isUndoing) {
    this.#isUndoing = isUndoing;
    byId("undo").setAttribute("aria-busy", String(isUndoing));
  }
}
