/* Says on a button that something was copied. */
import { announce } from "../shared/announcement-store.js";
import { setFlag } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { copyText } from "./clipboard.js";

const SHOWN_MS = 1600;
const NOT_ALLOWED = {
  message: translate("clipboard-refused"),
  cure: translate("clipboard-refused-cure"),
};

/** Copies what `text` resolves to, and marks `button` with `data-copied` for a moment. `what`: "prompt", announced. */
export async function copyFrom(button, text, what) {
  try {
    if (await copyText(text)) showCopied(button, what);
    else showError(NOT_ALLOWED);
  } catch (error) {
    showError(error);
  }
}

function showCopied(button, what) {
  announce(translate("clipboard-copied", { what }));
  setFlag(button, "copied", true);
  setTimeout(() => setFlag(button, "copied", false), SHOWN_MS);
}
