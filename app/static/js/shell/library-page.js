/* The library page. */
import { LibraryView } from "../library/library-view.js";
import { startTheme } from "./theme.js";

function start() {
  startTheme();
  return new LibraryView();
}

start();
