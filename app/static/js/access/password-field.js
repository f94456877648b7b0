/* Password fields: showing what was typed, and saying what is wrong with it. */
import { byId, setText } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

/** Starts the buttons that show a password. */
export function startPasswordFields() {
  for (const button of document.querySelectorAll("[data-shows]")) {
    button.addEventListener("click", () => show(button, button.getAttribute("aria-pressed") === "false"));
  }
}

/** Hides all passwords, before they are sent: a browser remembers only what is typed into a hidden one. */
export function hidePasswords() {
  for (const button of document.querySelectorAll("[data-shows]")) show(button, false);
}

/** Shows what is wrong with a field, and focuses it; an empty `problem` shows nothing. Returns whether it is fine. */
export function showProblem(id, problem) {
  const field = byId(id);
  const line = byId(`${id}-error`);
  field.setAttribute("aria-invalid", String(Boolean(problem)));
  line.hidden = !problem;
  setText(line, problem);
  if (problem) field.focus();
  return !problem;
}

/** Says what is wrong with a new password; empty when it can be one. `lengths`: the fewest and the most characters. */
export function passwordProblem(password, [shortest, longest]) {
  const entered = [...password].length;
  if (entered < shortest) return translate("password-too-short", { shortest, entered });
  return entered > longest ? translate("password-too-long", { longest, entered }) : "";
}

function show(button, isShown) {
  byId(button.dataset.shows).type = isShown ? "text" : "password";
  button.setAttribute("aria-pressed", String(isShown));
  for (const icon of button.querySelectorAll("[data-when]")) icon.hidden = (icon.dataset.when === "shown") !== isShown;
}
