/* The Commit step: what will be written, writing it live, done. */
import { api, reportUrl } from "./api.js";
import { confirmed } from "./confirm.js";
import { byId, element, setText } from "./dom.js";
import { bytes, count, plural } from "./format.js";
import { formatRoute } from "./route.js";
import { session } from "./session-store.js";
import { isCommittable } from "./status.js";
import { commitPercent, showTitle } from "./title.js";
import { showError } from "./toasts.js";

let shown = null;
let isAsking = false;
let doneFor = null;
/* Nobody commits before the facts are there: the button would also move away under a quick finger. */
let weighedFor = null;
let undone = "";

export function startCommitStep() {
  byId("commit").addEventListener("click", commit);
  byId("undo").addEventListener("click", undo);
  session.addEventListener("document", () => document.body.dataset.step === "commit" && show());
}

export async function showCommit(sessionId) {
  if (sessionId !== shown) forget();
  shown = sessionId;
  for (const id of ["back-to-preview", "done-preview"]) byId(id).href = formatRoute({ step: "preview", sessionId });
  byId("done-report").href = reportUrl(sessionId, "html");
  show();
  try {
    showTotals(await api.session(sessionId));
  } catch (error) {
    if (!error.isLost) showError(error);
  }
  weighedFor = sessionId;
  show();
}

async function commit() {
  if (isAsking) return;
  isAsking = true;
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
  const sure = await confirmed({
    title: "Take this commit back?",
    text: "What it added leaves the library, what it updated is as it was before. Your files are not touched.",
    yes: "Take it back",
  });
  if (!sure) return;
  try {
    const { removed, restored } = await api.undo(shown);
    undone = `Taken back: ${plural(removed, "file")} left the library, ${plural(restored, "file")} as before. Nothing else changed.`;
    doneFor = null;
    await session.changed();
  } catch (error) {
    showError(error);
  }
}

function forget() {
  undone = "";
  doneFor = weighedFor = null;
  byId("commit-facts").replaceChildren();
  byId("commit-notes").replaceChildren();
}

function show() {
  const { document } = session;
  if (document === null || document.session_id !== shown) return;
  const isDone = document.status === "committed";
  byId("commit-ready").hidden = isDone;
  byId("done").hidden = !isDone;
  if (isDone) showDone(document);
  else showReady(document);
  showTitle(document);
}

function showReady({ status, ledger, message, commit: written }) {
  const isRunning = status === "committing";
  setText(byId("commit-ok"), count(ledger.ok));
  setText(byId("commit-what"), `${ledger.ok === 1 ? "file" : "files"} ${isRunning ? "on the way into the library" : "will be written to the library"}`);
  const button = byId("commit");
  button.disabled = isRunning || isAsking || weighedFor !== shown || !isCommittable(status) || ledger.ok === 0;
  button.setAttribute("aria-busy", String(isRunning || isAsking));
  setText(byId("commit-label"), isRunning || isAsking ? "Committing …" : status === "commit_error" ? "Try again" : `Commit ${plural(ledger.ok, "file")}`);
  byId("commit-progress").hidden = !isRunning;
  byId("commit-error").hidden = status !== "commit_error";
  setText(byId("commit-error"), message || "Nothing was committed.");
  byId("commit-undone").hidden = status !== "undone";
  setText(byId("commit-undone"), undone || message || "This commit was taken back.");
  if (isRunning) showWriting(written);
}

function showWriting(written) {
  const percent = commitPercent(written);
  setText(byId("commit-percent"), `${percent}%`);
  setText(byId("commit-text"), `${count(written.committed)} of ${plural(written.total, "file")}`);
  byId("commit-bar").setAttribute("aria-valuenow", percent);
  byId("commit-fill").style.setProperty("transform", `translateX(${percent - 100}%)`);
}

function showTotals({ totals }) {
  const facts = [["Images", count(totals.images)], ["Videos", count(totals.videos)], ["Size", bytes(totals.bytes)], ["With prompt", count(totals.with_prompt)], ["With score", count(totals.with_score)], ["NSFW", count(totals.nsfw)]];
  byId("commit-facts").replaceChildren(...facts.map(([name, value]) => element("div", {}, element("dt", { text: name }), element("dd", { text: value }))));
  byId("commit-notes").replaceChildren(...notes(totals).map(([tone, text]) => {
    const line = element("li", { text });
    line.dataset.tone = tone;
    return line;
  }));
}

/** Pure. */
export function notes({ ok, failed, skipped, warnings }) {
  return [
    ...(ok === 0 ? [["bad", "Nothing here can be committed: no file is ok."]] : []),
    ...(failed ? [["bad", `${plural(failed, "failed file")} will be left out.`]] : []),
    ...(skipped ? [["plain", `${plural(skipped, "file")} the library has already, unchanged, will stay as they are.`]] : []),
    ...(warnings ? [["plain", `${plural(warnings, "file")} with a warning will be written without what could not be read.`]] : []),
    ["plain", "Files the library knows are updated; none is ever written twice."],
  ];
}

async function showDone(document) {
  setText(byId("done-message"), document.message || `${plural(document.commit.committed, "file")} committed.`);
  setText(byId("done-left"), count(document.ledger.failed + document.ledger.skipped));
  if (doneFor === shown) return;
  doneFor = shown;
  try {
    const { created, updated, committed } = await api.commitStatus(shown);
    setText(byId("done-created"), count(created ?? committed));
    setText(byId("done-updated"), updated === undefined || updated === null ? "–" : count(updated));
  } catch (error) {
    showError(error);
  }
}
