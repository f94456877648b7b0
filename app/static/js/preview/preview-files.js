/* The files of a preview page, as values. Pure. */

/** Returns each file with `folded`: whether its card represents its whole stack. */
export function withFolds(files, isFolded) {
  return files.map((file) => ({ ...file, folded: isFolded && Boolean(file.stack) }));
}

/** Returns the file after `choice` was made for the files that `wanted` names: `{ relation, file_ids, stack }`. */
export function afterChoice(file, choice, wanted) {
  return isNamed(file, wanted) ? withChoice(file, choice) : file;
}

function isNamed(file, { relation, file_ids: ids, stack }) {
  if (file.relation === undefined || file.relation === null) return false;
  if (relation ? file.relation !== relation : file.relation === "gone") return false;
  if (ids) return ids.includes(file.id);
  return stack ? file.stack?.key === stack : true;
}

function withChoice(file, choice) {
  if (!file.folded) return { ...file, choice };
  return { ...file, choice, stack: { ...file.stack, applied: choice === "apply" ? file.stack.size : 0 } };
}
