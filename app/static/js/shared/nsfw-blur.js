/* NSFW pictures are blurred until the user reveals them. */
import { translate } from "../texts/translate.js";
import { byId, setAttribute, setFlag, setHidden, setText } from "./dom.js";

const REVEALED_KEY = "revealed";

export function startReveal() {
  byId("reveal").addEventListener("click", () => {
    setFlag(byId("grid"), REVEALED_KEY, !isRevealed());
    showReveal(true);
    for (const card of byId("grid").querySelectorAll("[data-nsfw]")) setFlag(card, "veiled", !isRevealed());
  });
}

export function isRevealed() {
  return REVEALED_KEY in byId("grid").dataset;
}

export function showReveal(isNeeded) {
  const button = byId("reveal");
  setHidden(button, !isNeeded);
  setAttribute(button, "aria-pressed", isRevealed());
  const words = isRevealed() ? translate("reveal-blur") : translate("reveal-show");
  setText(byId("reveal-text"), words);
  setAttribute(button, "title", words);
  for (const icon of button.querySelectorAll("[data-when]"))
    setHidden(icon, (icon.dataset.when === "shown") !== isRevealed());
}
