/* The height of the grid, and how far the page is scrolled in it. Browsers cannot show elements higher than about 17
   million px (Firefox) or 33 million (Chromium), so a longer list is shown in less height, with a shift. */

const MOST_PX = 15_000_000;
/* A longer way in one step is a jump: the shift then follows the scroll bar. */
const JUMP_WINDOWS = 3;
const LEAP_WINDOWS = 0.75;

export class ScrollSpace {
  #grid;
  #height = 0;
  #shift = 0;
  #last = 0;

  constructor(grid) {
    this.#grid = grid;
  }

  /** Sets the height of the list, in px. */
  resize(height) {
    this.#height = height;
    this.#grid.style.height = `${Math.min(height, MOST_PX)}px`;
    if (!this.#isScaled) this.#shift = 0;
  }

  /** Returns where in the list the upper edge of the window is, in px from its top. */
  top() {
    const real = this.#scrolled;
    if (this.#isScaled && Math.abs(real - this.#last) > JUMP_WINDOWS * innerHeight)
      this.#shift = Math.round(real * this.#scale) - real;
    this.#last = real;
    return real + this.#shift;
  }

  /** Whether the user has scrolled so far since the last look that nobody can see what comes by. */
  leaps() {
    return Math.abs(this.#scrolled - this.#last) > LEAP_WINDOWS * innerHeight;
  }

  /** Returns where in the grid a height of the list is shown. */
  shown(y) {
    return y - this.#shift;
  }

  /** Returns a box of the list as it is shown in the grid. */
  shownBox(box) {
    return { ...box, y: this.shown(box.y) };
  }

  /** Scrolls so that the upper edge of the window is at `y` of the list. */
  scrollTo(y) {
    const before = this.#scrolled;
    if (this.#isScaled && Math.abs(y - before - this.#shift) > JUMP_WINDOWS * innerHeight)
      this.#shift = Math.round(y - y / this.#scale);
    scrollBy({ top: y - this.#shift - before, behavior: "instant" });
    this.#last = this.#scrolled;
  }

  /** The user has stopped scrolling: brings the scroll bar to where it belongs, and moves nothing that is visible. */
  settle() {
    if (!this.#isScaled) return false;
    const y = this.#last + this.#shift;
    const wanted = Math.round(y / this.#scale);
    if (Math.abs(wanted - this.#last) < 1) return false;
    this.#shift = y - wanted;
    scrollBy({ top: wanted - this.#last, behavior: "instant" });
    this.#last = this.#scrolled;
    return true;
  }

  /** How far the grid is scrolled; a transformation, with which a step comes in, does not count. */
  get #scrolled() {
    let top = 0;
    for (let part = this.#grid; part; part = part.offsetParent) top += part.offsetTop;
    return scrollY - top;
  }

  get #isScaled() {
    return this.#height > MOST_PX;
  }

  /** How many px of the list one px of the scroll bar stands for. */
  get #scale() {
    return (this.#height - innerHeight) / (MOST_PX - innerHeight);
  }
}
