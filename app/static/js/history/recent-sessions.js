/* The sessions that the server keeps: open or delete one. */

import { session } from "../live/session-store.js";
import { api } from "../shared/api.js";
import { confirmed } from "../shared/confirm.js";
import { byId, fragment, setText } from "../shared/dom.js";
import { moment, splitPath } from "../shared/format.js";
import { nothingLine, nothingRead } from "../shared/nothing-read.js";
import { formatRoute } from "../shared/route.js";
import { isProcessing, statusBadge } from "../shared/status.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";

export async function loadSessions() {
  try {
    const { sessions } = await api.sessions();
    byId("sessions").replaceChildren(...sessions.map(row));
    showEmpty(translate("recent-none"));
    showResume(sessions.find(isUnfinished));
  } catch (error) {
    showEmpty(`${error.message} ${error.cure ?? ""}`);
  }
}

/** Returns the step that shows a session: where it was read, if there is nothing to review. Pure. */
export function stepFor({ status, ledger }) {
  if (nothingRead({ status, ledger }) && ["completed", "cancelled"].includes(status)) return "process";
  if (status === "completed" || status === "cancelled") return "preview";
  if (["committing", "committed", "commit_error"].includes(status)) return "commit";
  return status === "undone" ? "preview" : "process";
}

/** A session that read nothing needs no review. */
function isUnfinished({ status, ledger }) {
  if (status === "completed") return nothingRead({ status, ledger }) === "";
  return isProcessing(status) || status === "committing";
}

function row(found) {
  const { session_id: id, created_at: created, directories } = found;
  const line = fragment("session");
  const link = line.querySelector("a");
  link.href = formatRoute({ step: stepFor(found), sessionId: id });
  showStatus(line, found);
  const folders = line.querySelector(".session-folders");
  folders.textContent = folderNames(directories);
  folders.title = directories.join("\n");
  line.querySelector(".session-figures").textContent = figures(found);
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
  if (names.length <= 3) return names.join(", ");
  return translate("history-folders-more", { names: names.slice(0, 3).join(", "), more: names.length - 3 });
}

function figures({ status, ledger }) {
  const { ok, failed, skipped } = ledger;
  const parts = [
    translate("history-files", { files: ok }),
    failed ? translate("history-files-failed", { files: failed }) : "",
    skipped ? translate("history-files-skipped", { files: skipped }) : "",
  ];
  return nothingLine({ status, ledger }) || parts.filter(Boolean).join(" · ");
}

function prepareDelete(line, { session_id: id, status, directories }) {
  const button = line.querySelector("button");
  button.setAttribute("aria-label", translate("history-delete", { folders: folderNames(directories) }));
  button.disabled = status === "committing";
  button.addEventListener("click", () => remove(line, id, status));
}

/** Asks before a session in this status is deleted. */
export function sureToDelete(status) {
  return confirmed({
    title: translate("history-delete-title"),
    text: isProcessing(status) ? translate("history-delete-text-unfinished") : translate("history-delete-text"),
    yes: translate("history-delete-yes"),
    no: translate("history-delete-no"),
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
  link.href = formatRoute({ step: stepFor(found), sessionId: found.session_id });
  setText(byId("resume-title"), resumeTitle(found));
  setText(byId("resume-detail"), `${folderNames(found.directories)} · ${figures(found)}`);
}

/** Pure. */
export function resumeTitle({ status, waiting, progress: percent }) {
  if (status === "completed") return translate("resume-review");
  if (waiting) return translate("resume-waiting", { percent });
  return status === "paused" ? translate("resume-paused", { percent }) : translate("resume-running", { percent });
}
