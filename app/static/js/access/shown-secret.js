/* A secret that is shown once, with a button that copies it. */
import { fragment, setText } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

const COPIED_MS = 2500;

/** Shows `value` in `place`. `note` says what it is, `label` is its name for screen readers. */
export function showSecret(place, { label, note, value }) {
  const box = fragment("secret");
  box.setAttribute("aria-label", label);
  box.querySelector(".secret-note").textContent = note;
  const field = box.querySelector(".secret-value");
  field.value = value;
  field.setAttribute("aria-label", label);
  field.addEventListener("focus", () => field.select());
  box.querySelector("button").addEventListener("click", ({ currentTarget }) => copy(field, currentTarget));
  place.replaceChildren(box);
  box.querySelector("button").focus();
}

export function forgetSecret(place) {
  place.replaceChildren();
}

/** Without HTTPS a page may not use the clipboard's API; there the older command works. */
async function copy(field, button) {
  field.select();
  const isCopied = navigator.clipboard ? await toClipboard(field.value) : document.execCommand("copy");
  button.focus();
  say(button, isCopied ? translate("secret-copied") : translate("secret-copy-by-keys"));
  if (!isCopied) field.focus();
}

async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    console.info("The clipboard may not be used.", error.name);
    return false;
  }
}

function say(button, text) {
  const words = button.querySelector("span");
  setText(words, text);
  setTimeout(() => setText(words, translate("secret-copy")), COPIED_MS);
}
