/* Rows of whole pictures, each as wide as the grid: line breaking for pictures. Pure. */

/* Wider or taller pictures are cut, or a single one would fill the window. */
const NARROWEST = 0.45;
const WIDEST = 3;
/* A row with few pictures becomes at most this many times as high as wanted, and stays short. */
const MOST_GROWTH = 1.3;

/** Returns how wide a picture is shown in proportion to its height. */
export function aspectOf({ width, height }) {
  return width && height ? Math.min(WIDEST, Math.max(NARROWEST, width / height)) : 1;
}

/**
 * Returns a block: the boxes of pictures with these `aspects`, in rows about `size` px high and `width` px wide, each
 * with `caption` px below it.
 */
export function justifiedBlock(aspects, { width, size, caption, gap }) {
  const boxes = [];
  let y = 0;
  for (const row of breakRows(aspects, width / size)) {
    const sum = row.reduce((total, aspect) => total + aspect, 0);
    const height = Math.min((width - gap.x * (row.length - 1)) / sum, size * MOST_GROWTH);
    let x = 0;
    for (const aspect of row) {
      boxes.push({ x, y, width: aspect * height, height: height + caption });
      x += aspect * height + gap.x;
    }
    y += height + caption + gap.y;
  }
  return { boxes, height: y };
}

/** Splits `aspects` into rows whose sums differ as little as possible from `wanted`: the least squares in all. */
function breakRows(aspects, wanted) {
  const best = [{ cost: 0, from: 0 }];
  for (let end = 1; end <= aspects.length; end += 1) best.push(bestRowUntil(end, aspects, wanted, best));
  const rows = [];
  for (let end = aspects.length; end > 0; end = best[end].from) rows.unshift(aspects.slice(best[end].from, end));
  return rows;
}

function bestRowUntil(end, aspects, wanted, best) {
  let found = { cost: Number.POSITIVE_INFINITY, from: end - 1 };
  let sum = 0;
  for (let from = end - 1; from >= 0 && (sum < wanted * 2 || from === end - 1); from -= 1) {
    sum += aspects[from];
    const cost = best[from].cost + (sum / wanted - 1) ** 2;
    if (cost < found.cost) found = { cost, from };
  }
  return found;
}
