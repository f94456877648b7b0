/* The grid of cards. */
import { byId, element } from "../shared/dom.js";
import { fileCard, fillCard, shownKey } from "./file-card.js";

const SKELETONS = 12;

export function showGridBusy(isBusy) {
  const grid = byId("grid");
  grid.setAttribute("aria-busy", String(isBusy));
  if (!isBusy || grid.childElementCount > 0) return;
  byId("grid-empty").hidden = true;
  grid.replaceChildren(
    ...Array.from({ length: SKELETONS }, () => element("li", { class: "grid-skeleton", "aria-hidden": "true" })),
  );
}

export function showGrid(files) {
  const cards = new Map([...byId("grid").children].map((card) => [card.dataset.shown, card]));
  byId("grid").replaceChildren(...files.map((file, place) => fileCard(file, place, cards.get(shownKey(file)))));
}

/** Shows the choice and the edits of a file that is already in the grid. */
export function refreshCard(file) {
  const card = byId("grid").querySelector(`.file-card[data-shown="${CSS.escape(shownKey(file))}"]`);
  if (card) fillCard(card, file);
}
