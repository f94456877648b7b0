/* Errors of actions, said once and dismissable. */
import { byId, fragment, intoSight } from "./dom.js";

const SHOWN_MS = 9000;

export function showError(error) {
  console.error(error);
  const toast = fragment("toast");
  toast.querySelector("strong").textContent = error.message;
  toast.querySelector(".toast-text span").textContent = error.cure ?? "";
  toast.querySelector("button").addEventListener("click", () => toast.remove());
  intoSight(byId("toasts"));
  byId("toasts").append(toast);
  setTimeout(() => toast.remove(), SHOWN_MS);
}
