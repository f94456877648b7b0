/* What starts on every page. */
import { ownAccount } from "../access/access-api.js";
import { startAccountMenu } from "../access/account-menu.js";
import { startPopovers } from "../controls/popovers.js";
import { startToolbars } from "../controls/toolbars.js";
import { startKeyHelp } from "../keys/key-help.js";
import { byId } from "../shared/dom.js";
import { startLanguage } from "./language.js";
import { startTheme } from "./theme.js";

export function startPage() {
  startTheme();
  startLanguage();
  byId("skip-link").addEventListener("click", skipToContent);
  startAccountMenu();
  startPopovers();
  startToolbars();
  startKeyHelp();
  // A page that comes back from the back/forward cache may be older than the end of its sign-in.
  addEventListener("pageshow", (event) => event.persisted && checkSignIn());
}

/** Leads to the files, where there are any. The address may belong to a router, so the focus moves without it. */
function skipToContent(event) {
  event.preventDefault();
  const card = [...document.querySelectorAll('#grid .file-open[tabindex="0"]')].find((each) => each.offsetParent);
  (card ?? byId("main")).focus();
}

/** Any request does: one that is refused shows the notice. */
async function checkSignIn() {
  try {
    await ownAccount();
  } catch (error) {
    console.info("Whether the sign-in still holds is not known.", error.message);
  }
}
