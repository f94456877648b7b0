/* Where the cards of a view lie that consists of blocks, one below the other, of different heights. Pure. */

/** A block is `{ height, boxes }`; each of `boxes` is `{ x, y, width, height }`, with `y` from the top of the block. */
export class BlockLayout {
  #blockAt;
  #starts;
  #tops = [0];

  /**
   * `starts`: the place of each block's first file, and at the end the number of files. `heightAt(number)` and
   * `blockAt(number)` return the height and the boxes of a block.
   */
  constructor({ starts, heightAt, blockAt }) {
    this.#starts = starts;
    this.#blockAt = blockAt;
    for (let number = 0; number < starts.length - 1; number += 1)
      this.#tops.push(this.#tops[number] + heightAt(number));
  }

  get height() {
    return this.#tops.at(-1);
  }

  /** Returns the numbers `{ from, to }` of the blocks between two heights; `to` is behind the last one. */
  blocksOf(top, bottom) {
    const from = Math.max(0, lastNotAbove(this.#tops, top));
    const to = Math.min(this.#starts.length - 1, lastNotAbove(this.#tops, bottom) + 1);
    return { from: Math.min(from, to), to };
  }

  topOf(block) {
    return this.#tops[block];
  }

  /** Returns the place of the first file of a block. */
  startOf(block) {
    return this.#starts[block];
  }

  /** Returns the places `{ from, to }` of the cells between two heights. */
  rangeOf(top, bottom) {
    const blocks = this.blocksOf(top, bottom);
    let [from, to] = [this.#starts[blocks.from] ?? 0, this.#starts[blocks.to] ?? 0];
    while (from < to && this.#bottomOf(from) < top) from += 1;
    while (to > from && this.boxOf(to - 1).y > bottom) to -= 1;
    return { from, to };
  }

  boxOf(place) {
    const block = lastNotAbove(this.#starts, place);
    const box = this.#blockAt(block).boxes[place - this.#starts[block]];
    return { ...box, y: box.y + this.#tops[block] };
  }

  /** Returns the place that is nearest to straight below (or above) `place`, `rows` rows away. */
  rowsFrom(place, rows) {
    let found = place;
    for (let left = Math.abs(rows); left > 0; left -= 1) found = this.#nextRow(found, Math.sign(rows));
    return found;
  }

  #nextRow(place, step) {
    const { x, y, width } = this.boxOf(place);
    const isInList = (other) => other >= 0 && other < this.#starts.at(-1);
    let other = place;
    while (isInList(other) && this.boxOf(other).y === y) other += step;
    if (!isInList(other)) return place;
    const rowY = this.boxOf(other).y;
    let nearest = other;
    for (; isInList(other) && this.boxOf(other).y === rowY; other += step)
      if (distance(this.boxOf(other), x + width / 2) < distance(this.boxOf(nearest), x + width / 2)) nearest = other;
    return nearest;
  }

  #bottomOf(place) {
    const { y, height } = this.boxOf(place);
    return y + height;
  }
}

function distance(box, x) {
  return Math.abs(box.x + box.width / 2 - x);
}

/** Returns the index of the last of the ascending `values` that is at most `wanted`; -1 when there is none. */
function lastNotAbove(values, wanted) {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
