/* Copies text. Over plain HTTP a browser has no clipboard for pages; there, and where it is refused, a selection in the
   page is copied instead. */
import { element, topLayer } from "../shared/dom.js";

const PLAIN = "text/plain";

/**
 * Resolves to whether what `text` resolves to was copied. The clipboard gets the promise itself, because Safari accepts
 * nothing that comes after the press of a button. Rejects when the text could not be had.
 */
export async function copyText(text) {
  const rest = await (navigator.clipboard ? writeToClipboard(text) : text);
  return rest === null || copySelection(rest);
}

/** Resolves to null, or to the text when the clipboard was refused. */
async function writeToClipboard(text) {
  const blob = text.then((whole) => new Blob([whole], { type: PLAIN }));
  try {
    await navigator.clipboard.write([new ClipboardItem({ [PLAIN]: blob })]);
    return null;
  } catch (error) {
    console.info("The clipboard was refused.", error.name);
    return text;
  }
}

/** What lies outside an open dialog cannot be selected, so the text is put into what lies on top. */
function copySelection(text) {
  const before = document.activeElement;
  const field = element("textarea", { class: "visually-hidden", readonly: "", "aria-hidden": "true", tabindex: "-1" });
  field.value = text;
  topLayer().append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  before?.focus({ preventScroll: true });
  return isCopied;
}
