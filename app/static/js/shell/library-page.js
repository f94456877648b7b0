/* The library page. */
import { startSharing } from "../access/share-dialog.js";
import { searchParameters, viewFrom } from "../library/library-query.js";
import { LibraryView } from "../library/library-view.js";
import { byId } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { startPage } from "./page.js";

function start() {
  startPage();
  startSharing(byId("share"), describeSearch);
  return new LibraryView(startDesk);
}

/** What edits the files comes after the files. */
async function startDesk(list, grid, viewer, search) {
  try {
    const { startLibraryDesk } = await import("./library-later.js");
    startLibraryDesk(list, grid, viewer, search);
  } catch (error) {
    showError(error);
  }
}

/** What a guest link to the search that is shown would show. */
function describeSearch() {
  return {
    body: { search: searchParameters(viewFrom(location.search)) },
    what: translate("share-search-what"),
  };
}

start();
