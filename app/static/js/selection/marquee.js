/* Selecting files by dragging a rectangle over the grid with a mouse; near an edge of the window the page scrolls. */
import { element } from "../shared/dom.js";
import { isSelectable } from "./selection-store.js";

const BEGINS_PX = 6;
const EDGE_PX = 60;
const SCROLL_PX = 18;

export class Marquee {
  #list;
  #selection;
  #grid;
  #drag = null;
  #frame = 0;
  #rectangle = element("div", { class: "marquee", "aria-hidden": "true" });

  constructor(list, selection, grid) {
    this.#list = list;
    this.#selection = selection;
    this.#grid = grid;
    grid.addEventListener("pointerdown", (event) => this.#press(event));
    grid.addEventListener("dragstart", (event) => event.preventDefault());
    addEventListener("pointermove", (event) => this.#move(event));
    addEventListener("pointerup", () => this.#end());
    addEventListener("pointercancel", () => this.#end());
    // The click that ends a drag opens nothing.
    grid.addEventListener("click", (event) => this.#swallow(event), { capture: true });
  }

  #press({ pointerType, button, clientX, clientY, target, ctrlKey, metaKey, shiftKey }) {
    this.#drag = null;
    if (pointerType !== "mouse" || button !== 0 || target.closest(".file-select, .file-choice")) return;
    const before = ctrlKey || metaKey || shiftKey ? this.#selection.ids : [];
    const start = this.#inGrid(clientX, clientY);
    this.#drag = { start, end: { clientX, clientY }, from: { clientX, clientY }, before, boxes: new Map() };
  }

  #move({ clientX, clientY, buttons }) {
    const drag = this.#drag;
    if (!drag || drag.isOver) return;
    if (buttons === 0) {
      this.#end();
      return;
    }
    drag.end = { clientX, clientY };
    const way = Math.hypot(clientX - drag.from.clientX, clientY - drag.from.clientY);
    if (!drag.isSelecting && way < BEGINS_PX) return;
    drag.isSelecting = true;
    if (!this.#frame) this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    this.#frame = 0;
    const drag = this.#drag;
    if (!drag?.isSelecting || drag.isOver) return;
    this.#remember(drag);
    const area = this.#area(drag);
    if (!this.#rectangle.isConnected) this.#grid.after(this.#rectangle);
    const { left, top } = this.#grid.getBoundingClientRect();
    Object.assign(this.#rectangle.style, {
      left: `${area.left + left}px`,
      top: `${area.top + top}px`,
      width: `${area.right - area.left}px`,
      height: `${area.bottom - area.top}px`,
    });
    this.#selection.replace([...drag.before, ...this.#idsAt(this.#hits(drag, area))]);
    if (this.#scroll(drag.end)) this.#frame = requestAnimationFrame(() => this.#draw());
  }

  /** Keeps the boxes of the cards: those that are scrolled away do not exist any more. */
  #remember({ boxes }) {
    const { left, top } = this.#grid.getBoundingClientRect();
    for (const card of this.#grid.querySelectorAll("[data-place]")) {
      const box = card.getBoundingClientRect();
      boxes.set(Number(card.dataset.place), {
        left: box.left - left,
        right: box.right - left,
        top: box.top - top,
        bottom: box.bottom - top,
      });
    }
  }

  #area({ start, end }) {
    const { x, y } = this.#inGrid(end.clientX, end.clientY);
    return {
      left: Math.min(start.x, x),
      right: Math.max(start.x, x),
      top: Math.min(start.y, y),
      bottom: Math.max(start.y, y),
    };
  }

  #hits({ boxes }, area) {
    const isHit = ({ left, right, top, bottom }) =>
      left < area.right && right > area.left && top < area.bottom && bottom > area.top;
    return [...boxes].filter(([, box]) => isHit(box)).map(([place]) => place);
  }

  #idsAt(places) {
    return places
      .map((place) => this.#list.at(place))
      .filter(isSelectable)
      .map(({ id }) => id);
  }

  #scroll({ clientY }) {
    const step = clientY < EDGE_PX ? -SCROLL_PX : clientY > innerHeight - EDGE_PX ? SCROLL_PX : 0;
    if (step) scrollBy({ top: step, behavior: "instant" });
    return step !== 0;
  }

  async #end() {
    const drag = this.#drag;
    if (!drag?.isSelecting || drag.isOver) {
      if (!drag?.isOver) this.#drag = null;
      return;
    }
    drag.isOver = true;
    this.#rectangle.remove();
    // Cards that were scrolled past may not have been loaded.
    const places = this.#hits(drag, this.#area(drag));
    for (const place of places) await this.#list.fetchAt(place);
    if (this.#drag === drag) this.#selection.replace([...drag.before, ...this.#idsAt(places)]);
  }

  #swallow(event) {
    if (!this.#drag?.isSelecting) return;
    this.#drag = null;
    event.preventDefault();
    event.stopPropagation();
  }

  #inGrid(clientX, clientY) {
    const { left, top } = this.#grid.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }
}
