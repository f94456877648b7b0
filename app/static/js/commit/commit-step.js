/* The Commit step: what will be written, then the commit itself, live, then what was written. */
import { forgetUndoError } from "../history/undo-refusal.js";
import { session } from "../live/session-store.js";
import { api, reportUrl } from "../shared/api.js";
import { byId, setHidden, setText } from "../shared/dom.js";
import { formatRoute } from "../shared/route.js";
import { isCommittable } from "../shared/status.js";
import { showTitle } from "../shared/title.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { countsOf, pendingFiles } from "./commit-counts.js";
import { showDone } from "./commit-done.js";
import { forgetCommitFacts, showCommitFacts } from "./commit-facts.js";
import { showCommitForm } from "./commit-form.js";
import { forgetJournal, newestCommit, showJournal, undoableCommit, withoutNewest } from "./commit-journal.js";
import { commitPlan } from "./commit-plan-store.js";
import { UndoButton } from "./undo-button.js";

const RETRY_MS = 2000;

export class CommitStep {
  #sessionId = null;
  #undoButton = new UndoButton();
  #isAsking = false;
  /* Whether a commit was started here whose result is not shown yet: before and after it the status may be the same. */
  #awaitsResult = false;
  /* Nobody can commit before the facts are shown: the button would also move away under a quick finger. */
  #factsFor = null;
  /* The status and run of the session when its facts were asked for. */
  #factsKey = null;
  #journal = null;
  #undone = "";
  /* Why the facts could not be loaded; they are asked for again until they can. */
  #problem = "";
  #retryTimer = 0;
  /* Whether the user has seen one side of the step since it was entered. */
  #isSeen = false;

  constructor() {
    byId("commit").addEventListener("click", () => this.#commit());
    this.#undoButton.addEventListener("undone", ({ detail }) => this.#afterUndo(detail));
    session.addEventListener("state", () => isShown() && this.#followState());
  }

  /** Shows the step for session `sessionId`. */
  async show(sessionId) {
    if (sessionId !== this.#sessionId) this.#reset();
    this.#sessionId = sessionId;
    this.#undoButton.open(sessionId);
    this.#isSeen = false;
    this.#undone = "";
    showLinks(sessionId);
    this.#show();
    await this.#loadFacts(sessionId);
  }

  /** Asks what earlier commits did and what a commit would do now. Without an answer, asks again a little later. */
  async #loadFacts(sessionId) {
    clearTimeout(this.#retryTimer);
    this.#factsFor = null;
    this.#factsKey = session.state && keyOf(session.state);
    try {
      await this.#askFacts(sessionId);
      if (sessionId !== this.#sessionId) return;
      this.#problem = "";
      this.#factsFor = sessionId;
    } catch (error) {
      if (sessionId !== this.#sessionId || error.isFinal) return;
      console.info("What a commit would do is not known.", error.message);
      this.#problem = `${error.message} ${error.cure ?? ""}`.trim();
      this.#retryTimer = setTimeout(() => isShown() && this.#loadFacts(sessionId), RETRY_MS);
    }
    this.#show();
  }

  #followState() {
    const { status, session_id: sessionId } = session.state;
    this.#show();
    const isOver = this.#awaitsResult && isCommittable(status) && sessionId === this.#sessionId;
    if (isOver && this.#factsFor === sessionId) this.#loadFacts(sessionId);
  }

  async #askFacts(sessionId) {
    const [about, journal] = await Promise.all([api.session(sessionId), api.commits(sessionId)]);
    const key = keyOf(about.progress);
    this.#factsKey ??= key;
    if (sessionId === this.#sessionId && session.state && keyOf(session.state) !== key) session.refresh();
    await commitPlan.load(sessionId, isCommittable(about.status));
    if (sessionId !== this.#sessionId) return;
    if (isCommittable(about.status)) this.#awaitsResult = false;
    this.#journal = journal;
    showCommitFacts(about, commitPlan.plan);
    this.#undoButton.offer(undoableCommit(journal));
  }

  async #commit() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#undone = "";
    forgetUndoError(byId("undo-error"));
    this.#show();
    try {
      await api.commit(this.#sessionId);
      this.#awaitsResult = true;
      session.follow();
    } catch (error) {
      showError(error);
      this.#loadFacts(this.#sessionId);
    } finally {
      this.#isAsking = false;
      this.#show();
    }
  }

  async #afterUndo({ sessionId, sentence }) {
    if (sessionId !== this.#sessionId) return;
    this.#undone = sentence;
    this.#journal = withoutNewest(this.#journal);
    this.#undoButton.offer(undoableCommit(this.#journal));
    await session.changed();
    await this.#loadFacts(sessionId);
  }

  #reset() {
    clearTimeout(this.#retryTimer);
    this.#undone = "";
    this.#problem = "";
    this.#awaitsResult = false;
    this.#journal = null;
    this.#undoButton.offer(null);
    this.#factsFor = null;
    forgetCommitFacts();
    forgetJournal();
  }

  get #counts() {
    const plan = commitPlan.planOf(this.#sessionId);
    return plan && countsOf(plan);
  }

  #show() {
    const { state } = session;
    this.#showProblem();
    if (state === null || state.session_id !== this.#sessionId) return;
    const isDone = state.status === "committed" && pendingFiles(this.#counts) === 0;
    this.#undoButton.show(state, isDone);
    if (isDone) showDone(state, { journal: this.#journal, undone: this.#undone });
    else this.#showForm(state);
    if (this.#journal) showJournal(this.#journal, isDone ? newestCommit(this.#journal) : null);
    this.#showSide(isDone);
    showTitle(state);
    if (this.#isStale(state)) this.#loadFacts(this.#sessionId);
  }

  #showForm(state) {
    showCommitForm(state, {
      counts: this.#counts,
      isReady: this.#factsFor === this.#sessionId,
      isAsking: this.#isAsking,
      undone: this.#undone,
      problem: this.#problem,
    });
  }

  #showProblem() {
    setHidden(byId("commit-problem"), this.#problem === "");
    setText(byId("commit-problem"), this.#problem && translate("commit-problem", { problem: this.#problem }));
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

  /** Another tab or client retried files, committed or undid: a commit would no longer do what the facts say. */
  #isStale(state) {
    if (!isCommittable(state.status)) return false;
    return this.#factsFor === this.#sessionId && keyOf(state) !== this.#factsKey;
  }
}

const isShown = () => document.body.dataset.step === "commit";

const keyOf = ({ status, run }) => `${status} ${run}`;

function showLinks(sessionId) {
  for (const id of ["back-to-preview", "done-preview"]) byId(id).href = formatRoute({ step: "preview", sessionId });
  byId("done-failed").href = formatRoute({ step: "process", sessionId });
  byId("done-report").href = reportUrl(sessionId, "html");
}
