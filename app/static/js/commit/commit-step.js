/* The Commit step: what will be written, writing it live, done. */

import { forgetUndoError, showUndoError } from "../history/undo-refusal.js";
import { session } from "../live/session-store.js";
import { api, reportUrl } from "../shared/api.js";
import { confirmed } from "../shared/confirm.js";
import { byId, setHidden, setText } from "../shared/dom.js";
import { count, plural } from "../shared/format.js";
import { formatRoute } from "../shared/route.js";
import { isCommittable } from "../shared/status.js";
import { commitPercent, showTitle } from "../shared/title.js";
import { showError } from "../shared/toasts.js";
import { commitSentence, countsOf, doneSentence, leftOut, undoQuestion } from "./commit-counts.js";
import { forgetCommitFacts, showCommitFacts } from "./commit-facts.js";
import { preview } from "./commit-plan-store.js";

let shown = null;
let isAsking = false;
/* The session whose numbers stand on the done page, and whether they were asked for since it was entered. */
let doneFor = null;
let isCounted = false;
/* Nobody commits before the facts are there: the button would also move away under a quick finger. */
let weighedFor = null;
/* How the session stood when they were asked for. */
let weighedState = null;
let counts = null;
let undone = "";
/* What an undo would take back; null: nothing. */
let undoable = null;
let isUndoing = false;
/* Whether the reader has seen a side of the step since it was entered. */
let isSeen = false;

export function startCommitStep() {
  byId("commit").addEventListener("click", commit);
  byId("undo").addEventListener("click", undo);
  session.addEventListener("document", () => document.body.dataset.step === "commit" && show());
}

export async function showCommit(sessionId) {
  if (sessionId !== shown) forget();
  shown = sessionId;
  isCounted = false;
  isSeen = false;
  undone = "";
  for (const id of ["back-to-preview", "done-preview"]) byId(id).href = formatRoute({ step: "preview", sessionId });
  byId("done-failed").href = formatRoute({ step: "process", sessionId });
  byId("done-report").href = reportUrl(sessionId, "html");
  show();
  await weigh(sessionId);
}

/** Asks what a commit would do now. */
async function weigh(sessionId) {
  weighedFor = null;
  weighedState = session.document && stateOf(session.document);
  try {
    const about = await api.session(sessionId);
    weighedState ??= stateOf(about.progress);
    if (sessionId === shown && session.document && stateOf(session.document) !== stateOf(about.progress))
      session.refresh();
    await preview.load(sessionId, isCommittable(about.status));
    const written = about.status === "committed" ? null : await api.commitStatus(sessionId);
    if (sessionId !== shown) return;
    counts = preview.document && countsOf(preview.document);
    showCommitFacts(about, preview.document);
    if (written) setUndoable(written.undo);
  } catch (error) {
    if (!error.isLost && sessionId === shown) showError(error);
  }
  if (sessionId !== shown) return;
  weighedFor = sessionId;
  show();
}

async function commit() {
  if (isAsking) return;
  isAsking = true;
  undone = "";
  forgetUndoError(byId("undo-error"));
  show();
  try {
    await api.commit(shown);
    session.follow();
  } catch (error) {
    showError(error);
  } finally {
    isAsking = false;
    show();
  }
}

async function undo() {
  if (isUndoing) return;
  const sessionId = shown;
  const sure = await confirmed({
    title: "Take this commit back?",
    text: undoQuestion(undoable),
    yes: "Take it back",
  });
  if (!sure || sessionId !== shown) return;
  forgetUndoError(byId("undo-error"));
  try {
    const sentence = undoneSentence(await takeBack(sessionId));
    if (sessionId !== shown) return;
    undone = sentence;
    isCounted = false;
    await session.changed();
    await weigh(sessionId);
  } catch (error) {
    if (sessionId === shown) showUndoError(byId("undo-error"), error, byId("undo"));
  }
}

/** Until it is answered a second press does nothing: it would take back the commit before. */
async function takeBack(sessionId) {
  setUndoing(true);
  try {
    return await api.undo(sessionId);
  } finally {
    setUndoing(false);
  }
}

function setUndoing(isOn) {
  isUndoing = isOn;
  byId("undo").setAttribute("aria-busy", String(isOn));
}

function forget() {
  undone = "";
  setUndoable(null);
  weighedFor = counts = null;
  forgetDone();
  forgetCommitFacts();
}

function show() {
  const { document } = session;
  if (document === null || document.session_id !== shown) return;
  const isDone = document.status === "committed";
  showUndo(document);
  if (isDone) {
    showDone(document);
  } else {
    forgetDone();
    showReady(document);
  }
  turnOver(isDone);
  showTitle(document);
  if (isStale(document)) weigh(shown);
}

/** What goes out of sight takes the focus with it; the other side's heading gets it. */
function turnOver(isDone) {
  const wasDone = !byId("done").hidden;
  setHidden(byId("commit-ready"), isDone);
  setHidden(byId("done"), !isDone);
  const { activeElement: held, body } = globalThis.document;
  if (isSeen && isDone !== wasDone && (held === body || held.closest("[hidden]")))
    byId(isDone ? "done-title" : "commit-title").focus({ preventScroll: true });
  isSeen = true;
}

/** Somebody else read files again, or took the commit back: what was weighed is no longer what a commit would do. */
function isStale(document) {
  return (
    weighedFor === shown &&
    document.status !== "committed" &&
    isCommittable(document.status) &&
    stateOf(document) !== weighedState
  );
}

function stateOf({ status, run }) {
  return `${status} ${run}`;
}

function forgetDone() {
  if (doneFor !== null) setUndoable(null);
  doneFor = null;
  isCounted = false;
}

function showReady({ status, ledger, message, commit: written }) {
  const isRunning = status === "committing";
  if (counts) setText(byId("commit-what"), commitSentence(counts));
  const button = byId("commit");
  button.disabled =
    isRunning || isAsking || weighedFor !== shown || !isCommittable(status) || (ledger.ok === 0 && !changesLibrary());
  button.setAttribute("aria-busy", String(isRunning || isAsking));
  setText(
    byId("commit-label"),
    isRunning || isAsking ? "Committing …" : status === "commit_error" ? "Try again" : "Commit",
  );
  byId("commit-progress").hidden = !isRunning;
  byId("commit-error").hidden = status !== "commit_error";
  setText(byId("commit-error"), message || "Nothing was committed.");
  byId("commit-undone").hidden = status !== "undone";
  setText(byId("commit-undone"), undone || message || "This commit was taken back.");
  if (isRunning) showWriting(written, message);
}

function showWriting(written, message) {
  const percent = commitPercent(written);
  setText(byId("commit-percent"), `${percent}%`);
  setText(byId("commit-text"), message || `${count(written.committed)} of ${plural(written.total, "file")}`);
  byId("commit-bar").setAttribute("aria-valuenow", percent);
  byId("commit-fill").style.setProperty("transform", `translateX(${percent - 100}%)`);
}

/** Without a file that is ok there may still be gone files to remove, and known ones that were edited. */
function changesLibrary() {
  return counts !== null && counts.updated + counts.removed > 0;
}

/** Pure. */
export function undoneSentence({ removed, restored, moved_back: moved = 0, returned = 0 }) {
  const parts = [
    [removed, `${plural(removed, "file")} left the library`],
    [restored, `${plural(restored, "file")} as before`],
    [moved, `${plural(moved, "file")} back at the old path`],
    [returned, `${plural(returned, "file")} back in the library`],
  ];
  const said = parts.filter(([number]) => number > 0).map(([, words]) => words);
  return `Taken back: ${said.join(", ") || "nothing had changed"}. Nothing else changed.`;
}

/** What stood there stays until the newer numbers are known. */
async function showDone(document) {
  setHidden(byId("done-undone"), !undone);
  setText(byId("done-undone"), undone);
  showFailed(document.ledger);
  setHidden(byId("done-discovery"), !document.discovery_message);
  setText(byId("done-discovery"), document.discovery_message);
  if (isCounted) return;
  isCounted = true;
  const sessionId = shown;
  if (doneFor !== sessionId)
    setText(byId("done-message"), document.message || `${plural(document.commit.committed, "file")} committed.`);
  doneFor = sessionId;
  try {
    const [status, { groups }] = await Promise.all([api.commitStatus(sessionId), api.preview(sessionId)]);
    if (sessionId === doneFor) showWritten(status, leftOut(groups));
  } catch (error) {
    showError(error);
  }
}

function showFailed({ failed }) {
  setHidden(byId("done-failed"), failed === 0);
  setText(
    byId("done-failed"),
    `${plural(failed, "file")} failed: see why, or read ${failed === 1 ? "it" : "them"} again`,
  );
}

function showWritten(status, left) {
  const { created, updated, moved, removed } = status;
  const figures = { created, updated, moved, removed, left };
  for (const [name, number] of Object.entries(figures)) setText(byId(`done-${name}`), count(number));
  setText(byId("done-message"), doneSentence(status, left));
  setUndoable(status.undo);
}

function setUndoable(what) {
  undoable = what;
  if (what === null) forgetUndoError(byId("undo-error"));
  showUndo(session.document);
}

function showUndo(document) {
  setText(
    byId("undo-label"),
    document?.status === "committed" ? "Take this commit back" : "Take the earlier commit back",
  );
  setHidden(byId("undo"), undoable === null || document?.status === "committing");
}
