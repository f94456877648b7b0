/* NSFW pictures are blurred until the user reveals them. */
import { byId, setFlag, setText } from "./dom.js";

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
  button.hidden = !isNeeded;
  button.setAttribute("aria-pressed", String(isRevealed()));
  setText(byId("reveal-text"), isRevealed() ? "Blur NSFW" : "Show NSFW");
  for (const icon of button.querySelectorAll("[data-when]"))
    icon.hidden = (icon.dataset.when === "shown") !== isRevealed();
}
