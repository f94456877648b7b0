/* The keyboard in the grid: Tab reaches one card, and the arrow keys lead to the others, loaded or not. */
import { setAttribute } from "../shared/dom.js";
import { focusable, placeOf } from "./grid-nodes.js";

export class GridFocus {
  #grid;
  #view;
  /* The place of the one card that Tab reaches. */
  #active = 0;

  /** `grid`: the `ul`; `view`: the `VirtualGrid` that shows the cards in it. */
  constructor(grid, view) {
    this.#grid = grid;
    this.#view = view;
    grid.addEventListener("focusin", ({ target }) => this.#focused(target.closest("[data-place]")));
    grid.addEventListener("keydown", (event) => this.#handleKey(event));
  }

  moveTo(place) {
    if (this.#view.layout === null || this.#view.total === 0) return;
    this.#active = Math.max(0, Math.min(place, this.#view.total - 1));
    this.#view.scrollTo(this.#active);
    focusable(this.#view.cards.get(this.#active))?.focus({ preventScroll: true });
  }

  /** Returns the places of a range, and that of the card with the focus, which must not disappear. */
  placesIn({ from, to }) {
    const places = Array.from({ length: to - from }, (_, index) => from + index);
    const active = this.#active;
    const isApart = active < this.#view.total && (active < from || active >= to);
    if (!isApart || !this.#view.cards.get(active)?.contains(document.activeElement)) return places;
    return active < from ? [active, ...places] : [...places, active];
  }

  /** The cards of `range` are there now; `visible`: the first visible place. `hadFocus`: one had the focus before. */
  rendered(range, visible, hadFocus) {
    const isHeld = this.#view.cards.get(this.#active)?.contains(document.activeElement);
    const { from, to } = range;
    if (!isHeld && !hadFocus && (this.#active < from || this.#active >= to)) this.#active = visible;
    this.#showTabStop();
    if (hadFocus && !this.#grid.contains(document.activeElement))
      focusable(this.#view.cards.get(this.#active))?.focus({ preventScroll: true });
  }

  #focused(node) {
    if (node) this.#active = placeOf(node);
    this.#showTabStop();
  }

  #showTabStop() {
    for (const [place, node] of this.#view.cards.entries())
      setAttribute(focusable(node), "tabindex", place === this.#active ? "0" : "-1");
  }

  #handleKey(event) {
    const node = event.target.closest("[data-place]");
    if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
    const place = this.#destination(event.key, placeOf(node));
    if (place === null) return;
    event.preventDefault();
    this.moveTo(place);
  }

  #destination(key, place) {
    const { layout, total } = this.#view;
    const { top, bottom } = this.#view.window();
    const page = Math.max(1, Math.floor((bottom - top) / layout.boxOf(place).height));
    const rows = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page }[key];
    if (rows) return layout.rowsFrom(place, rows);
    return { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: total - 1 }[key] ?? null;
  }
}
