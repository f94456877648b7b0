/* The sessions that the server keeps: open or delete one. */

import { session } from "../live/session-store.js";
import { api } from "../shared/api.js";
import { confirmed } from "../shared/confirm.js";
import { byId, fragment, setText } from "../shared/dom.js";
import { count, moment, plural, splitPath } from "../shared/format.js";
import { formatRoute } from "../shared/route.js";
import { isProcessing, statusBadge } from "../shared/status.js";
import { showError } from "../shared/toasts.js";

export async function loadSessions() {
  try {
    const { sessions } = await api.sessions();
    byId("sessions").replaceChildren(...sessions.map(row));
    showEmpty("Sessions you start are kept here until you delete them.");
    showResume(sessions.find(isUnfinished));
  } catch (error) {
    showEmpty(`${error.message} ${error.cure ?? ""}`);
  }
}

/** Returns the step that shows a session in this status. Pure. */
export function stepFor(status) {
  if (status === "completed" || status === "cancelled") return "preview";
  if (["committing", "committed", "commit_error"].includes(status)) return "commit";
  return status === "undone" ? "preview" : "process";
}

function isUnfinished({ status }) {
  return isProcessing(status) || status === "committing" || status === "completed";
}

function row(found) {
  const { session_id: id, status, created_at: created, directories, ledger } = found;
  const line = fragment("session");
  const link = line.querySelector("a");
  link.href = formatRoute({ step: stepFor(status), sessionId: id });
  showStatus(line, found);
  const folders = line.querySelector(".session-folders");
  folders.textContent = folderNames(directories);
  folders.title = directories.join("\n");
  line.querySelector(".session-figures").textContent = figures(ledger);
  const time = line.querySelector("time");
  time.textContent = moment(created);
  time.dateTime = new Date(created * 1000).toISOString();
  prepareDelete(line, found);
  return line;
}

/** Shows the status badge in the line of a session. */
export function showStatus(line, found) {
  const badge = line.querySelector(".session-status");
  const { text, tone } = statusBadge(found);
  badge.textContent = text;
  badge.dataset.tone = tone;
}

/** Pure. */
export function folderNames(directories) {
  const names = directories.map((path) => splitPath(path)[1] || path);
  return names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}

function figures({ ok, failed, skipped }) {
  return [plural(ok, "file"), failed ? `${count(failed)} failed` : "", skipped ? `${count(skipped)} skipped` : ""]
    .filter(Boolean)
    .join(" · ");
}

function prepareDelete(line, { session_id: id, status, directories }) {
  const button = line.querySelector("button");
  button.setAttribute("aria-label", `Delete the session of ${folderNames(directories)}`);
  button.disabled = status === "committing";
  button.addEventListener("click", () => remove(line, id, status));
}

/** Asks before a session in this status is deleted. */
export function sureToDelete(status) {
  const warning = isProcessing(status) ? "It is still running and will be cancelled. " : "";
  return confirmed({
    title: "Delete this session?",
    text: `${warning}Its findings are deleted; the library and your files stay as they are.`,
    yes: "Delete session",
    no: "Keep session",
  });
}

async function remove(line, id, status) {
  if (!(await sureToDelete(status))) return;
  try {
    await api.deleteSession(id);
    session.forget(id);
    line.remove();
    await loadSessions();
  } catch (error) {
    showError(error);
  }
}

function showEmpty(text) {
  const empty = byId("sessions-empty");
  empty.hidden = byId("sessions").childElementCount > 0;
  setText(empty, text);
}

function showResume(found) {
  const link = byId("resume");
  link.hidden = !found;
  if (!found) return;
  link.href = formatRoute({ step: stepFor(found.status), sessionId: found.session_id });
  const isOver = found.status === "completed";
  setText(byId("resume-title"), isOver ? "A session is ready for review" : `A session is running: ${found.progress}%`);
  setText(byId("resume-detail"), `${folderNames(found.directories)} · ${figures(found.ledger)}`);
}
