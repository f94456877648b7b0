/* Of a tree or a grid, one item is in the tab order; the arrow keys reach the others. */

/** Makes `item` the one of `container` that is in the tab order. */
export function makeTabStop(container, item) {
  for (const other of container.querySelectorAll("[tabindex='0']")) other.tabIndex = -1;
  item.tabIndex = 0;
}
