/* An undo that was refused, said where it was asked for: why, how many files it is about, and which. */
import { element, fragment } from "./dom.js";
import { count } from "./format.js";
import { showError } from "./toasts.js";

/** Shows in `place` why an undo failed; the focus goes there, and back to `button` once the reader has dismissed it. */
export function showUndoError(place, error, button) {
  if (error.code !== "undo_refused") return showError(error);
  const box = refusal(error);
  box.querySelector("button").addEventListener("click", () => {
    forgetUndoError(place);
    button.focus();
  });
  place.replaceChildren(box);
  box.focus({ preventScroll: true });
  box.scrollIntoView({ block: "nearest" });
  return undefined;
}

export function forgetUndoError(place) {
  place.replaceChildren();
}

function refusal({ message, cure, data: { files, files_total: total } }) {
  const box = fragment("undo-refusal");
  box.setAttribute("aria-label", `Not taken back. ${message} ${cure}`);
  box.querySelector(".refusal-why").textContent = message;
  box.querySelector(".refusal-cure").textContent = cure;
  box.querySelector(".refusal-shown").textContent = shownLine(files.length, total);
  box.querySelector("ul").append(...files.map((path) => element("li", { text: path, dir: "auto" })));
  return box;
}

/** Pure. */
export function shownLine(shown, total) {
  return shown < total ? `Here are the first ${count(shown)} of ${count(total)}:` : "";
}
