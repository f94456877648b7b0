/* Shows beside the button why an undo was refused: the reason, what to undo first, how many files, and which. */
import { element, fragment } from "../shared/dom.js";
import { moment } from "../shared/format.js";
import { formatRoute } from "../shared/route.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { folderNames } from "./recent-sessions.js";

/** Shows in `place` why an undo failed. The focus moves there, and back to `button` once the user dismisses it. */
export function showUndoError(place, error, button) {
  if (error.code !== "undo_refused") {
    showError(error);
    return;
  }
  const box = refusal(error);
  box.querySelector("button").addEventListener("click", () => {
    forgetUndoError(place);
    button.focus();
  });
  place.replaceChildren(box);
  box.focus({ preventScroll: true });
  box.scrollIntoView({ block: "nearest" });
}

export function forgetUndoError(place) {
  place.replaceChildren();
}

function refusal({ message, cure, data: { files, files_total: total, commits } }) {
  const box = fragment("undo-refusal");
  box.setAttribute("aria-label", translate("undo-refused", { reason: message, cure }));
  box.querySelector(".refusal-why").textContent = message;
  box.querySelector(".refusal-cure").textContent = cure;
  box.querySelector(".refusal-commits").append(...commits.map((later) => element("li", {}, laterCommit(later))));
  box.querySelector(".refusal-shown").textContent = shownLine(files.length, total);
  box.querySelector(".refusal-files").append(...files.map((path) => element("li", { text: path, dir: "auto" })));
  return box;
}

/** A deleted session has no page to link to. */
function laterCommit({ session_id: sessionId, committed_at: at, files, directories, is_deleted: isDeleted }) {
  const what = { moment: moment(at, new Date(), { second: "2-digit" }), files };
  const command = `POST /api/ingest/undo/${sessionId}`;
  if (isDeleted) return translate("undo-refused-commit-deleted", { ...what, command });
  const text = translate("undo-refused-commit", { ...what, folders: folderNames(directories) });
  return element("a", { href: formatRoute({ step: "commit", sessionId }), text });
}

/** Pure. */
export function shownLine(shown, total) {
  return shown < total ? translate("undo-refused-shown", { shown, files: total }) : "";
}
