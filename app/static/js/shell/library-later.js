/* What the library page can do without at first: it is fetched when the first files are shown. */
import { LibraryDesk } from "../edit-library/library-desk.js";

export function startLibraryDesk(list, grid, viewer) {
  return new LibraryDesk(list, grid, viewer);
}
