/* The arrow keys move through the cards in the order of the grid. */
import { byId } from "./dom.js";

export function startGridKeys() {
  byId("grid").addEventListener("keydown", (event) => {
    const cards = [...byId("grid").querySelectorAll(".file-open")];
    const place = cards.indexOf(event.target.closest(".file-card")?.querySelector(".file-open"));
    const next = place < 0 ? undefined : cards[destination(event.key, place, cards)];
    if (!next || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    next.focus();
  });
}

function destination(key, place, cards) {
  if (key === "ArrowUp" || key === "ArrowDown") return place + (key === "ArrowDown" ? 1 : -1) * columns(cards);
  return { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: cards.length - 1 }[key];
}

function columns(cards) {
  const top = cards[0].getBoundingClientRect().top;
  const next = cards.findIndex((card) => card.getBoundingClientRect().top > top + 1);
  return next < 0 ? cards.length : next;
}
