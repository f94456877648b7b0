/* Loading files again that a list has already, because many of them may have changed. */
import { PAGE_SIZE, pageOf } from "./file-pages.js";

/** Loads the loaded files of `list` again, those that are visible first. `order`: names their order on the server. */
export async function reloadFiles(list, order) {
  for (const page of new Set([pageOf(list.seen.offset), ...list.loadedPages])) {
    const { files } = await list.ask({ offset: page * PAGE_SIZE, limit: PAGE_SIZE, view: order });
    const fresh = new Map(files.map((file) => [file.id, file]));
    list.update((file) => fresh.get(file.id) ?? file);
  }
}
