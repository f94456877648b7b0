/* What the library page can do without at first: it is fetched when the first files are shown. */
import { Sidebar } from "../collections/sidebar.js";
import { LibraryDesk } from "../edit-library/library-desk.js";
import { Calendar } from "../overviews/calendar.js";
import { PlacesMap } from "../overviews/places-map.js";

export function startLibraryDesk(list, grid, viewer, search) {
  const desk = new LibraryDesk(list, grid, viewer);
  new Sidebar(list, desk, search);
  new Calendar(list, desk.live, search);
  new PlacesMap(list, desk.live, search);
  return desk;
}
