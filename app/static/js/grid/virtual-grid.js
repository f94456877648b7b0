/* The grid of a list's files: only the cards near the visible part of the page exist. The page itself scrolls. */
import { CardSet } from "./card-set.js";
import { GridFocus } from "./grid-focus.js";
import { placeOf } from "./grid-nodes.js";
import { gridOptions } from "./grid-options-store.js";
import { Layouts, sizesFor } from "./layouts.js";
import { ownPlaceMemory, rememberedPlace, rememberPlace } from "./place-memory.js";
import { ScrollSpace } from "./scroll-space.js";
import { SectionTitles } from "./section-titles.js";

/* Windows of height that are kept above and below what is visible. */
const AHEAD = 0.4;
/* While the user scrolls on, nothing is loaded. */
const SETTLED_MS = 80;

/** Dispatches `seen` ({ place }) when the user has stopped at a place of the list. */
export class VirtualGrid extends EventTarget {
  #list;
  #grid;
  #kit;
  #cards;
  #space;
  #focus;
  #titles;
  #layouts = new Layouts();
  #layout = null;
  #width = 0;
  #frame = 0;
  #timer = 0;
  /* Where to go once the list is there: `{ id, place, above }`. */
  #goal = null;

  /** Shows the files of `list`, a `FileListStore`, in `grid`, a `ul`, as cards that `kit` makes: see `FILE_CARDS`. */
  constructor(list, grid, kit) {
    super();
    this.#list = list;
    this.#grid = grid;
    this.#kit = kit;
    this.#cards = new CardSet(list, grid, kit);
    this.#space = new ScrollSpace(grid);
    this.#focus = new GridFocus(grid, this);
    this.#titles = new SectionTitles(list);
    ownPlaceMemory();
    this.#followList();
    addEventListener("scroll", () => this.#schedule(), { passive: true });
    addEventListener("resize", () => this.#schedule());
    new ResizeObserver(() => this.#schedule()).observe(grid);
    gridOptions.addEventListener("change", () => this.#changeLayout());
    grid.addEventListener("click", ({ target }) => target.closest(".grid-retry") && list.retry(placeOf(target)));
  }

  get total() {
    return this.#list.total;
  }

  /** The layout; null while no list is shown. */
  get layout() {
    return this.#layout;
  }

  /** The cards that exist, which dispatch `card` whenever one is shown: a `CardSet`. */
  get cards() {
    return this.#cards;
  }

  /** Removes all cards. */
  clear() {
    this.#layout = null;
    this.#space.resize(0);
    this.#titles.clear();
    this.#cards.clear();
  }

  /** Goes to the remembered place as soon as the list is loaded, else to the file `named`. Returns it; null: none. */
  goBack(named) {
    this.#goal = rememberedPlace(named);
    return this.#goal;
  }

  /** Scrolls as little as is necessary to see the file at `place`; `isFirst`: it becomes the first row. */
  scrollTo(place, { isFirst = false } = {}) {
    const { y, height } = this.#layout.boxOf(place);
    const { top, bottom } = this.window();
    const from = this.#space.top();
    if (isFirst || y < top) this.#space.scrollTo(from + y - top);
    else if (y + height > bottom) this.#space.scrollTo(from + y + height - bottom);
    this.#render();
  }

  /** Returns the part of the list that is visible between the sticky bars, in px from its top. */
  window() {
    const style = getComputedStyle(document.documentElement);
    const top = this.#space.top();
    return {
      top: top + (Number.parseFloat(style.scrollPaddingTop) || 0),
      bottom: top + innerHeight - (Number.parseFloat(style.scrollPaddingBottom) || 0),
    };
  }

  #followList() {
    this.#list.addEventListener("list", () => this.#showList());
    this.#list.addEventListener("loaded", () => this.#reset());
    this.#list.addEventListener("failed", () => this.#reset());
    this.#list.addEventListener("update", () => this.#cards.refill(this.#kind));
    this.#list.addEventListener("reveal", ({ detail }) => this.#focus.moveTo(detail.place));
  }

  #showList() {
    this.#layouts.forget();
    this.#titles.clear();
    this.#reset();
    const goal = this.#goal;
    this.#goal = null;
    if (goal === null || this.#layout === null || this.total === 0) return;
    const found = this.#list.placeOf({ id: goal.id });
    const { y } = this.#layout.boxOf(found < 0 ? Math.min(goal.place, this.total - 1) : found);
    this.#space.scrollTo(y + goal.above);
    this.#render();
  }

  #changeLayout() {
    this.#titles.clear();
    this.#cards.clear();
    this.#reset();
  }

  #schedule() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#grid.offsetParent === null) return;
      if (this.#grid.clientWidth !== this.#width) this.#reset();
      else this.#render({ isHasty: this.#space.leaps() });
    });
  }

  /** Lays the list out again; the first visible file stays where it is. */
  #reset() {
    if (this.#grid.offsetParent === null) return;
    const anchor = this.#anchor();
    this.#width = this.#grid.clientWidth;
    this.#grid.dataset.layout = this.#kind;
    this.#layout = this.#layouts.layOut(this.#list, this.#kind, this.#width, sizesFor(gridOptions.size));
    this.#space.resize(this.#layout.height);
    if (anchor && anchor.place < this.total) {
      const moved = this.#layout.boxOf(anchor.place).y + anchor.above - this.#space.top();
      if (Math.abs(moved) > 1) this.#space.scrollTo(this.#space.top() + moved);
    }
    this.#render({ isNew: true });
  }

  get #kind() {
    const { layout } = gridOptions;
    return this.#list.sections || (layout === "list" && !this.#kit.showColumns) ? "square" : layout;
  }

  /** Returns the first visible file, if the list begins above the window: `{ place, above }`. */
  #anchor() {
    if (this.#layout === null || this.#space.top() <= 0) return null;
    const { top } = this.window();
    const place = this.#layout.rangeOf(top, top + innerHeight).from;
    if (place >= this.total) return null;
    return { place, above: this.#space.top() - this.#layout.boxOf(place).y };
  }

  #render({ isNew = false, isHasty = false } = {}) {
    if (this.#layout === null) return;
    const top = this.#space.top();
    const visible = this.#layout.rangeOf(top, top + innerHeight);
    const [from, to] = [top - innerHeight * AHEAD, top + innerHeight * (1 + AHEAD)];
    const range = this.#layout.rangeOf(from, to);
    const hadFocus = this.#grid.contains(document.activeElement);
    const shown = (y) => this.#space.shown(y);
    const boxOf = (place) => this.#space.shownBox(this.#layout.boxOf(place));
    const places = this.#focus.placesIn(range);
    const nodes = this.#cards.show(places, { kind: this.#kind, boxOf, isNew, isHasty, visible });
    this.#cards.putInOrder(this.#titles.among(nodes, { layout: this.#layout, from, to, shown }));
    this.#focus.rendered(range, visible.from, hadFocus);
    if (this.#cards.isIncomplete && !isHasty) this.#schedule();
    this.#settleLater(range);
  }

  #settleLater(range) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#settle(range), SETTLED_MS);
  }

  #settle(range) {
    if (this.#layout === null || this.#grid.offsetParent === null) return;
    // Before anything changes: reading it afterwards would lay the page out once more.
    const { place, above } = this.#anchor() ?? { place: 0 };
    this.#list.see(range.from, range.to);
    if (this.#space.settle()) this.#render({ isNew: true });
    else if (this.#cards.isIncomplete) this.#render();
    const file = this.#list.at(place);
    // A list that the user comes back to is at its beginning until its files are there.
    const isThere = this.#goal === null && (file || place === 0);
    if (isThere) rememberPlace(place > 0 ? { id: file.id, place, above } : null);
    this.dispatchEvent(new CustomEvent("seen", { detail: { place } }));
  }
}
