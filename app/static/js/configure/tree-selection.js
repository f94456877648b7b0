/* Which folders are chosen. With subfolders included, a chosen folder contains the folders below it. Pure. */

/** Returns `"true"`, `"mixed"` (something below is chosen) or `"false"`. */
export function checkedState(chosen, path, recursive) {
  if (chosen.has(path) || (recursive && chosenAbove(chosen, path) !== null)) return "true";
  return [...chosen].some((other) => isBelow(other, path)) ? "mixed" : "false";
}

/**
 * Returns the chosen folders after `path` was toggled. `childrenOf(path)` returns the folders in an opened folder:
 * removing one folder from a chosen parent leaves its siblings chosen.
 */
export function toggled(chosen, path, recursive, childrenOf) {
  if (chosen.has(path)) return without(chosen, path);
  if (!recursive) return new Set([...chosen, path]);
  const above = chosenAbove(chosen, path);
  return above === null ? withFolder(chosen, path) : withoutChild(chosen, above, path, childrenOf);
}

/** Returns the chosen folders once subfolders are included: those below a chosen folder need not be named. */
export function outermost(chosen) {
  return new Set([...chosen].filter((path) => chosenAbove(chosen, path) === null));
}

export function isBelow(path, above) {
  return path !== above && path.startsWith(above.endsWith("/") ? above : `${above}/`);
}

function chosenAbove(chosen, path) {
  for (const other of chosen) if (isBelow(path, other)) return other;
  return null;
}

function without(chosen, path) {
  return new Set([...chosen].filter((other) => other !== path));
}

function withFolder(chosen, path) {
  return new Set([...chosen].filter((other) => !isBelow(other, path)).concat(path));
}

function withoutChild(chosen, above, path, childrenOf) {
  const next = without(chosen, above);
  for (let folder = above; folder !== path; ) {
    const towards = childrenOf(folder).find((child) => child === path || isBelow(path, child));
    for (const child of childrenOf(folder)) if (child !== towards) next.add(child);
    if (towards === undefined) return next;
    folder = towards;
  }
  return next;
}
