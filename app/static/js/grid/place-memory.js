/* Where in a list the user is: kept with the entry of the browser's history, so that Back, Forward and a reload lead
   there again. */

/**
 * Returns `{ id, place, above }` of the file that was at the top of the window; null at the beginning of a list.
 * `named`: the file that an address names, `{ id }`; a link to it leads to its place in the list, too.
 */
export function rememberedPlace(named = null) {
  return history.state?.grid ?? (named && { id: named.id, place: 0, above: 0 });
}

/** `above`: how far the file's upper edge is above that of the window, in px. */
export function rememberPlace(grid) {
  const known = history.state?.grid ?? null;
  if (known?.id === grid?.id && known?.above === grid?.above) return;
  history.replaceState({ ...history.state, grid }, "");
}

/** The page restores its place by itself, as soon as the files are there. */
export function ownPlaceMemory() {
  history.scrollRestoration = "manual";
}
