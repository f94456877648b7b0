/* What a guest link shows. */
import { GuestSearch } from "../guest/guest-search.js";
import { GuestSession } from "../guest/guest-session.js";
import { pageConfig } from "../shared/config.js";
import { moment } from "../shared/format.js";
import { translate } from "../texts/translate.js";
import { startLanguage } from "./language.js";
import { startTheme } from "./theme.js";

function start() {
  startTheme();
  startLanguage();
  const { shows, secret, expires_at: expiresAt } = pageConfig;
  for (const words of document.querySelectorAll("[data-until]"))
    words.textContent = translate("guest-until", { moment: moment(expiresAt) });
  if (shows === "session") new GuestSession(secret).start();
  if (shows === "search") new GuestSearch(secret).start();
}

start();
