/* The Commit step: what will be written, then the commit itself, live, then what was written. */
import { forgetUndoError } from "../history/undo-refusal.js";
import { session } from "../live/session-store.js";
import { api, reportUrl } from "../shared/api.js";
import { byId, setHidden } from "../shared/dom.js";
import { formatRoute } from "../shared/route.js";
import { isCommittable } from "../shared/status.js";
import { showTitle } from "../shared/title.js";
import { showError } from "../shared/toasts.js";
import { countsOf } from "./commit-counts.js";
import { CommitDone } from "./commit-done.js";
import { forgetCommitFacts, showCommitFacts } from "./commit-facts.js";
import { showCommitForm } from "./commit-form.js";
import { commitPlan } from "./commit-plan-store.js";
import { UndoButton } from "./undo-button.js";

export class CommitStep {
  #sessionId = null;
  #undoButton = new UndoButton();
  #done = new CommitDone(this.#undoButton);
  #isAsking = false;
  /* Nobody can commit before the facts are shown: the button would also move away under a quick finger. */
  #factsFor = null;
  /* The status and run of the session when its facts were asked for. */
  #factsKey = null;
  #counts = null;
  #undone = "";
  /* Whether the user has seen one side of the step since it was entered. */
  #isSeen = false;

  constructor() {
    byId("commit").addEventListener("click", () => this.#commit());
    this.#undoButton.addEventListener("undone", ({ detail }) => this.#afterUndo(detail));
    session.addEventListener("state", () => document.body.dataset.step === "commit" && this.#show());
  }

  /** Shows the step for session `sessionId`. */
  async show(sessionId) {
    if (sessionId !== this.#sessionId) this.#reset();
    this.#sessionId = sessionId;
    this.#undoButton.open(sessionId);
    this.#done.invalidate();
    this.#isSeen = false;
    this.#undone = "";
    showLinks(sessionId);
    this.#show();
    await this.#loadFacts(sessionId);
  }

  /** Asks what a commit would do now. */
  async #loadFacts(sessionId) {
    this.#factsFor = null;
    this.#factsKey = session.state && keyOf(session.state);
    try {
      await this.#askFacts(sessionId);
    } catch (error) {
      if (!error.isLost && sessionId === this.#sessionId) showError(error);
    }
    if (sessionId !== this.#sessionId) return;
    this.#factsFor = sessionId;
    this.#show();
  }

  async #askFacts(sessionId) {
    const about = await api.session(sessionId);
    const key = keyOf(about.progress);
    this.#factsKey ??= key;
    if (sessionId === this.#sessionId && session.state && keyOf(session.state) !== key) session.refresh();
    await commitPlan.load(sessionId, isCommittable(about.status));
    const written = about.status === "committed" ? null : await api.commitStatus(sessionId);
    if (sessionId !== this.#sessionId) return;
    this.#counts = commitPlan.plan && countsOf(commitPlan.plan);
    showCommitFacts(about, commitPlan.plan);
    if (written) this.#undoButton.offer(written.undo);
  }

  async #commit() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#undone = "";
    forgetUndoError(byId("undo-error"));
    this.#show();
    try {
      await api.commit(this.#sessionId);
      session.follow();
    } catch (error) {
      showError(error);
    } finally {
      this.#isAsking = false;
      this.#show();
    }
  }

  async #afterUndo({ sessionId, sentence }) {
    if (sessionId !== this.#sessionId) return;
    this.#undone = sentence;
    this.#done.invalidate();
    await session.changed();
    await this.#loadFacts(sessionId);
  }

  #reset() {
    this.#undone = "";
    this.#undoButton.offer(null);
    this.#factsFor = null;
    this.#counts = null;
    this.#done.reset();
    forgetCommitFacts();
  }

  #show() {
    const { state } = session;
    if (state === null || state.session_id !== this.#sessionId) return;
    const isDone = state.status === "committed";
    this.#undoButton.show(state);
    if (isDone) this.#done.show(state, this.#undone);
    else this.#showForm(state);
    this.#showSide(isDone);
    showTitle(state);
    if (this.#isStale(state)) this.#loadFacts(this.#sessionId);
  }

  #showForm(state) {
    this.#done.reset();
    showCommitForm(state, {
      counts: this.#counts,
      isReady: this.#factsFor === this.#sessionId,
      isAsking: this.#isAsking,
      undone: this.#undone,
    });
  }

  /** The side that is hidden may have held the focus; then the heading of the other side gets it. */
  #showSide(isDone) {
    const wasDone = !byId("done").hidden;
    setHidden(byId("commit-ready"), isDone);
    setHidden(byId("done"), !isDone);
    const { activeElement: focused, body } = document;
    const isFocusLost = focused === body || focused.closest("[hidden]");
    if (this.#isSeen && isDone !== wasDone && isFocusLost) {
      byId(isDone ? "done-title" : "commit-title").focus({ preventScroll: true });
    }
    this.#isSeen = true;
  }

  /** Another tab or client retried files or undid the commit: a commit would no longer do what the facts say. */
  #isStale(state) {
    if (state.status === "committed" || !isCommittable(state.status)) return false;
    return this.#factsFor === this.#sessionId && keyOf(state) !== this.#factsKey;
  }
}

function keyOf({ status, run }) {
  return `${status} ${run}`;
}

function showLinks(sessionId) {
  for (const id of ["back-to-preview", "done-preview"]) byId(id).href = formatRoute({ step: "preview", sessionId });
  byId("done-failed").href = formatRoute({ step: "process", sessionId });
  byId("done-report").href = reportUrl(sessionId, "html");
}
