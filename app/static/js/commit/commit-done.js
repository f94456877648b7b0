/* The Commit step after a commit: what was written. */
import { api } from "../shared/api.js";
import { byId, setHidden, setText } from "../shared/dom.js";
import { count, plural } from "../shared/format.js";
import { showError } from "../shared/toasts.js";
import { doneSentence, leftOut } from "./commit-counts.js";

export class CommitDone {
  #undoButton;
  #sessionId = null;
  #isLoaded = false;

  constructor(undoButton) {
    this.#undoButton = undoButton;
  }

  /** The numbers may have changed: `show` loads them again. */
  invalidate() {
    this.#isLoaded = false;
  }

  /** The session is not committed, or another one is shown. */
  reset() {
    if (this.#sessionId !== null) this.#undoButton.offer(null);
    this.#sessionId = null;
    this.#isLoaded = false;
  }

  /** The numbers shown before stay until the new ones are loaded. */
  show(state, undone) {
    setHidden(byId("done-undone"), !undone);
    setText(byId("done-undone"), undone);
    showFailed(state.ledger);
    setHidden(byId("done-discovery"), !state.discovery_message);
    setText(byId("done-discovery"), state.discovery_message);
    if (this.#isLoaded) return;
    this.#isLoaded = true;
    this.#load(state);
  }

  async #load({ session_id: sessionId, message, commit }) {
    if (this.#sessionId !== sessionId) {
      setText(byId("done-message"), message || `${plural(commit.committed, "file")} committed.`);
    }
    this.#sessionId = sessionId;
    try {
      const [status, { groups }] = await Promise.all([api.commitStatus(sessionId), api.preview(sessionId)]);
      if (sessionId === this.#sessionId) this.#showCounts(status, leftOut(groups));
    } catch (error) {
      showError(error);
    }
  }

  #showCounts(status, left) {
    const { created, updated, moved, removed } = status;
    const counts = { created, updated, moved, removed, left };
    for (const [name, number] of Object.entries(counts)) setText(byId(`done-${name}`), count(number));
    setText(byId("done-message"), doneSentence(status, left));
    this.#undoButton.offer(status.undo);
  }
}

function showFailed({ failed }) {
  setHidden(byId("done-failed"), failed === 0);
  const them = failed === 1 ? "it" : "them";
  setText(byId("done-failed"), `${plural(failed, "file")} failed: see why, or retry ${them}`);
}
