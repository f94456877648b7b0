/* One notice at a time, of what was just done, with a button to undo it. Screen readers hear it from the announcer. */
import { announce } from "../shared/announcement-store.js";
import { byId, moveIntoView, setText } from "../shared/dom.js";

const SHOWN_MS = 8000;

/** Shows `text`; the button undoes it if `isUndoable`. */
export function showNotice(text, { isUndoable = false } = {}) {
  const notice = write(text, isUndoable);
  notice.hidden = false;
  // A notice that is shown again meanwhile has a number of its own.
  const number = String(Number(notice.dataset.number ?? 0) + 1);
  notice.dataset.number = number;
  hideLater(notice, number);
  announce(`${text}.`.replace(/([.!?])\.$/, "$1"));
}

/** Says how far a long step is; `done` and `total` are files. The notice of its result takes its place. */
export function showProgress(text, { done, total }) {
  write(text, false).hidden = done >= total;
}

/** Returns the notice with `text`, where it is seen. */
function write(text, isUndoable) {
  const notice = byId("notice");
  moveIntoView(notice);
  setText(notice.querySelector("span"), text);
  byId("notice-undo").hidden = !isUndoable;
  return notice;
}

export function hideNotice() {
  byId("notice").hidden = true;
}

/** A notice that the pointer or the focus is on stays. */
function hideLater(notice, number) {
  setTimeout(() => {
    if (notice.dataset.number !== number) return;
    if (notice.matches(":hover, :focus-within")) hideLater(notice, number);
    else notice.hidden = true;
  }, SHOWN_MS);
}
