/* What was dropped or chosen, as files with their paths: folders are walked. */

/** Resolves to `[{ path, file }]`. Hidden files and folders are left out, as the server leaves them out. */
export async function listFiles(found) {
  const files = [];
  for (const each of found) {
    if (each instanceof File) files.push({ path: each.webkitRelativePath || each.name, file: each });
    else await walk(each, files);
  }
  return files.filter(({ path }) => !path.split("/").some((name) => name.startsWith(".")));
}

async function walk(entry, files) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    files.push({ path: entry.fullPath.replace(/^\//, ""), file });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)); // at most 100 at a time
    if (some.length === 0) return;
    for (const each of some) await walk(each, files);
  }
}
