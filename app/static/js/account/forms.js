/* What the forms and the lists of the account page have in common. */
import { byId, element } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";

/** Calls `send()`; until it is done, the form's button does nothing. `fail(error)` shows why it failed. */
export async function whileBusy(form, send, fail = showError) {
  const button = form.querySelector(".button:not([type=button])");
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    await send();
  } catch (error) {
    fail(error);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

/** Calls `load()` and says in `place` why it failed. */
export async function loadInto(place, load) {
  try {
    await load();
  } catch (error) {
    if (error.isSignedOut) return;
    place.replaceChildren(element("p", { class: "empty-line", text: `${error.message} ${error.cure ?? ""}` }));
  }
}

/**
 * Calls `send()` for a row of a section, then `reload()`. The row may be gone, so the section's heading takes the
 * focus.
 */
export async function actOn(headingId, send, reload) {
  try {
    await send();
    await reload();
    byId(headingId).focus({ preventScroll: true });
  } catch (error) {
    showError(error);
  }
}
