/* The cards that exist, by their place in the list. */
import { setAttribute } from "../shared/dom.js";
import { buildCard, placeholder } from "./grid-nodes.js";

/* A frame makes cards for so long, and at least so many; the next one makes more. Styles, layout and painting take five
   times as long, and no frame should take 50 ms. */
const MAKING_MS = 2;
const LEAST_AT_ONCE = 4;

/** Dispatches `card` ({ card, file, place }) for each card that is shown or shown again. */
export class CardSet extends EventTarget {
  #list;
  #grid;
  #kit;
  /* Place → the card, or what stands for it. */
  #nodes = new Map();
  /* Card → the file that it shows. */
  #files = new WeakMap();
  /* Whether a card may be made now. */
  #mayMake = () => false;

  /** Whether skeletons stand for files that are there. */
  isIncomplete = false;

  /** `kit`: what makes the cards, as `FILE_CARDS`. */
  constructor(list, grid, kit) {
    super();
    this.#list = list;
    this.#grid = grid;
    this.#kit = kit;
  }

  get(place) {
    return this.#nodes.get(place);
  }

  entries() {
    return this.#nodes.entries();
  }

  clear() {
    this.#grid.replaceChildren();
    this.#nodes.clear();
  }

  /** Shows again what may have changed of the files. */
  refill(kind) {
    for (const [place, node] of this.#nodes) {
      const file = this.#list.at(place);
      if (!file || !node.dataset.id) continue;
      this.#kit.fill(node, file);
      this.#files.set(node, file);
      if (kind === "list") this.#kit.showColumns(node, file);
      this.#announce(node, place);
    }
  }

  /**
   * Makes the cards of `places`, of a layout of this `kind`, and removes all others. `boxOf(place)`: where the card
   * lies in the grid. `isNew`: the places may have other files than before. `isHasty`: skeletons will do. There are
   * skeletons, too, for what is too much for one frame; what is `visible` ({ from, to }) comes first. Returns the cards
   * in order.
   */
  show(places, { kind, boxOf, isNew, isHasty, visible }) {
    const spare = isNew ? this.#takeAway() : this.#drop(new Set(places));
    this.#mayMake = isHasty ? () => false : allowance();
    this.isIncomplete = false;
    const urgent = places.filter((place) => place >= visible.from && place < visible.to);
    for (const place of new Set([...urgent, ...places])) this.#showAt(place, kind, boxOf(place), spare);
    for (const node of spare.values()) node.remove();
    return places.map((place) => this.#nodes.get(place));
  }

  /** Brings the elements of the grid into this order. What stays is not touched, so that it keeps the focus. */
  putInOrder(nodes) {
    let next = this.#grid.firstChild;
    for (const node of nodes) {
      if (node === next) next = next.nextSibling;
      else this.#grid.insertBefore(node, next);
    }
  }

  #drop(kept) {
    for (const [place, node] of this.#nodes) {
      if (kept.has(place)) continue;
      node.querySelector("img")?.removeAttribute("src"); // Its picture need not be loaded any more.
      node.remove();
      this.#nodes.delete(place);
    }
    return new Map();
  }

  /** Returns the cards by what they show. They stay in the document until it is known which of them are needed. */
  #takeAway() {
    const cards = [...this.#nodes.values()].filter((node) => node.dataset.shown);
    const spare = new Map(cards.map((node) => [node.dataset.shown, node]));
    for (const node of this.#nodes.values()) if (spare.get(node.dataset.shown) !== node) node.remove();
    this.#nodes.clear();
    return spare;
  }

  #showAt(place, kind, box, spare) {
    const before = this.#nodes.get(place);
    const file = this.#list.at(place);
    if (before && (before.dataset.id || !file)) return;
    const card = file ? this.#cardOf(file, place, kind, spare) : null;
    if (before && !card) return;
    before?.remove();
    this.#put(card ?? placeholder(this.#list.errorAt(place)), place, box);
    if (card) this.#announce(card, place);
  }

  /** Returns null once no more cards may be made. */
  #cardOf(file, place, kind, spare) {
    const key = this.#kit.keyOf(file);
    const known = spare.get(key) ?? null;
    spare.delete(key);
    // A card that shows this very file is not filled again: that would cost its style and layout.
    if (known && this.#files.get(known) === file) return known;
    if (!known && !this.#mayMake()) {
      this.isIncomplete = true;
      return null;
    }
    const card = buildCard(this.#kit, file, place, { known, kind });
    this.#files.set(card, file);
    return card;
  }

  #put(node, place, { x, y, width, height }) {
    const transform = `translate(${x}px, ${y}px)`;
    Object.assign(node.style, { transform, width: `${width}px`, height: `${height}px` });
    node.dataset.place = place;
    setAttribute(node, "aria-setsize", this.#list.total);
    setAttribute(node, "aria-posinset", place + 1);
    this.#nodes.set(place, node);
  }

  #announce(card, place) {
    this.dispatchEvent(new CustomEvent("card", { detail: { card, file: this.#list.at(place), place } }));
  }
}

/** Returns a function that returns whether one more card may be made in this frame. */
function allowance() {
  const end = performance.now() + MAKING_MS;
  let made = 0;
  return () => {
    made += 1;
    return made <= LEAST_AT_ONCE || performance.now() < end;
  };
}
