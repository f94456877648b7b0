/* Errors of actions, shown once; they can be dismissed. */
import { byId, fragment, moveIntoView } from "./dom.js";

const SHOWN_MS = 9000;
const SHOWN_AT_MOST = 5;

export function showError(error) {
  console.error(error);
  const toast = fragment("toast");
  toast.querySelector("strong").textContent = error.message;
  toast.querySelector(".toast-text span").textContent = error.cure ?? "";
  toast.querySelector("button").addEventListener("click", () => toast.remove());
  show(toast);
  removeLater(toast);
}

/** The oldest toasts make room, so that the buttons of those shown stay on the screen. */
function show(toast) {
  const toasts = byId("toasts");
  moveIntoView(toasts);
  toasts.append(toast);
  while (toasts.childElementCount > SHOWN_AT_MOST) toasts.firstElementChild.remove();
  const words = toast.querySelector(".toast-text");
  if (words.scrollHeight > words.clientHeight) words.tabIndex = 0;
}

/** A toast that is being read is not removed. */
function removeLater(toast) {
  setTimeout(() => (toast.matches(":hover, :focus-within") ? removeLater(toast) : toast.remove()), SHOWN_MS);
}
