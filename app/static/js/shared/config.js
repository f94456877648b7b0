/* What the server rendered into the page: its version, its defaults and the rules that the page shares with it. */

export const pageConfig = Object.freeze(JSON.parse(document.getElementById("page-config").textContent));
