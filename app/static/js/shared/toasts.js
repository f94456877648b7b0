/* Errors of actions, said once and dismissable. */
import { byId, fragment, intoSight } from "./dom.js";

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

/** The oldest make room: however many come, each keeps its button on the screen. */
function show(toast) {
  const toasts = byId("toasts");
  intoSight(toasts);
  toasts.append(toast);
  while (toasts.childElementCount > SHOWN_AT_MOST) toasts.firstElementChild.remove();
  const words = toast.querySelector(".toast-text");
  if (words.scrollHeight > words.clientHeight) words.tabIndex = 0;
}

/** Nothing is taken away from somebody who is reading it. */
function removeLater(toast) {
  setTimeout(() => (toast.matches(":hover, :focus-within") ? removeLater(toast) : toast.remove()), SHOWN_MS);
}
