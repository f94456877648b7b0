/* Errors of actions, shown once; they can be dismissed. */
import { byId, fragment, moveIntoView, setStyle } from "./dom.js";

const SHOWN_MS = 9000;
const SHOWN_AT_MOST = 5;
const GAP_PX = 12;

/** A sign-in that has ended has a notice of its own. */
export function showError(error) {
  if (error.isSignedOut) return;
  console.error(error);
  const toast = fragment("toast");
  toast.querySelector("strong").textContent = error.message;
  toast.querySelector(".toast-text span").textContent = error.cure ?? "";
  toast.querySelector("button").addEventListener("click", () => toast.remove());
  removeLike(toast);
  show(toast);
  removeLater(toast);
}

/** What several requests say at once is said once. */
function removeLike(toast) {
  const words = (each) => each.querySelector(".toast-text").textContent;
  for (const shown of [...byId("toasts").children]) if (words(shown) === words(toast)) shown.remove();
}

/** The oldest toasts make room, so that the buttons of those shown stay on the screen. */
function show(toast) {
  const toasts = byId("toasts");
  moveIntoView(toasts);
  toasts.append(toast);
  if (toasts.childElementCount === 1) follow();
  while (toasts.childElementCount > SHOWN_AT_MOST) toasts.firstElementChild.remove();
  const words = toast.querySelector(".toast-text");
  if (words.scrollHeight > words.clientHeight) words.tabIndex = 0;
}

/** The bar moves without a scroll or a resize, too: when what stands above it comes or goes. */
function follow() {
  place();
  if (byId("toasts").childElementCount > 0) requestAnimationFrame(follow);
}

/** Toasts stand above the bar with the step's next press, or below it where there is more room. */
function place() {
  const bar = [...document.querySelectorAll(".action-bar")].find((each) => each.checkVisibility());
  const { top = innerHeight, bottom = innerHeight } = bar?.getBoundingClientRect() ?? {};
  const isAbove = top > innerHeight - bottom;
  setStyle(byId("toasts"), "--toasts-bottom", `${GAP_PX + (isAbove ? Math.max(0, innerHeight - top) : 0)}px`);
  setStyle(byId("toasts"), "--toasts-top", `${GAP_PX + (isAbove ? 0 : Math.max(0, bottom))}px`);
}

/** A toast that is being read is not removed. */
function removeLater(toast) {
  setTimeout(() => (toast.matches(":hover, :focus-within") ? removeLater(toast) : toast.remove()), SHOWN_MS);
}
