/* The language of the pages. The server reads the cookie; without one it follows the browser's languages. */
import { byId } from "../shared/dom.js";

const COOKIE = "headrace_language";
const YEAR_S = 365 * 24 * 3600;

export function startLanguage() {
  byId("language").addEventListener("change", ({ target }) => {
    // biome-ignore lint/suspicious/noDocumentCookie: Firefox has the Cookie Store API only since version 140.
    document.cookie = `${COOKIE}=${target.value}; path=/; max-age=${YEAR_S}; samesite=lax`;
    location.reload();
  });
}
