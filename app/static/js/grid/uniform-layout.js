/* Where the cards of a view lie: cells of one size, in rows. Pure arithmetic, so a million files cost nothing. */

export class UniformLayout {
  #total;
  #columns;
  #cell;
  #gap;

  /** Lays out `total` cells of `cell` ({ width, height }) in `columns`, with `gap` ({ x, y }) between them, in px. */
  constructor({ total, columns, cell, gap }) {
    this.#total = total;
    this.#columns = columns;
    this.#cell = cell;
    this.#gap = gap;
  }

  /** The height of all rows, in px. */
  get height() {
    return Math.max(0, Math.ceil(this.#total / this.#columns) * this.#step - this.#gap.y);
  }

  /** Returns the places `{ from, to }` of the cells between two heights; `to` is behind the last one. */
  rangeOf(top, bottom) {
    const first = Math.max(0, Math.floor(top / this.#step)) * this.#columns;
    const end = Math.max(0, Math.ceil(bottom / this.#step)) * this.#columns;
    return { from: Math.min(first, this.#total), to: Math.min(end, this.#total) };
  }

  boxOf(place) {
    const { width, height } = this.#cell;
    const x = (place % this.#columns) * (width + this.#gap.x);
    return { x, y: Math.floor(place / this.#columns) * this.#step, width, height };
  }

  /** Returns the place that is `rows` rows below (or above) `place`, within the list. */
  rowsFrom(place, rows) {
    const wanted = place + rows * this.#columns;
    return wanted < 0 || wanted >= this.#total ? this.#lastRow(place, rows) : wanted;
  }

  /** Moving on from the last row but one ends at the last file, if there is nothing straight below. */
  #lastRow(place, rows) {
    if (rows < 0) return place % this.#columns;
    const isInLastRow = Math.floor(place / this.#columns) === Math.floor((this.#total - 1) / this.#columns);
    return isInLastRow ? place : this.#total - 1;
  }

  get #step() {
    return this.#cell.height + this.#gap.y;
  }
}

/** Returns the layout of square pictures with captions, about `size` px wide, in a grid of `width` px. Pure. */
export function squareLayout({ total, width, size, caption, gap }) {
  const columns = Math.max(2, Math.round((width + gap.x) / (size + gap.x)));
  const side = (width - gap.x * (columns - 1)) / columns;
  return new UniformLayout({ total, columns, cell: { width: side, height: side + caption }, gap });
}
