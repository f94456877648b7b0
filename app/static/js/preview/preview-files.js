/* The page of files that the preview shows, as values. Pure. */

/** Each file with whether it stands for its whole stack. */
export function withFolds(files, isFolded) {
  return files.map((file) => ({ ...file, folded: isFolded && Boolean(file.stack) }));
}

/** The file after `choice` was taken for `wanted` (`{ relation, file_ids, stack }`). */
export function afterChoice(file, choice, wanted) {
  return isMeant(file, wanted) ? chosen(file, choice) : file;
}

function isMeant(file, { relation, file_ids: ids, stack }) {
  if (file.relation === undefined || file.relation === null) return false;
  if (relation ? file.relation !== relation : file.relation === "gone") return false;
  if (ids) return ids.includes(file.id);
  return stack ? file.stack?.key === stack : true;
}

function chosen(file, choice) {
  if (!file.folded) return { ...file, choice };
  return { ...file, choice, stack: { ...file.stack, applied: choice === "apply" ? file.stack.size : 0 } };
}
