/* The library page. */
import { startSharing } from "../access/share-dialog.js";
import { searchParameters, viewFrom } from "../library/library-query.js";
import { LibraryView } from "../library/library-view.js";
import { byId } from "../shared/dom.js";
import { translate } from "../texts/translate.js";
import { startPage } from "./page.js";

function start() {
  startPage();
  startSharing(byId("share"), describeSearch);
  return new LibraryView();
}

/** What a guest link to the search that is shown would show. */
function describeSearch() {
  return {
    body: { search: searchParameters(viewFrom(location.search)) },
    what: translate("share-search-what"),
  };
}

start();
