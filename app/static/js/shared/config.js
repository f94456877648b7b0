/* What the server said about itself when it rendered the page. */

export const pageConfig = Object.freeze(JSON.parse(document.getElementById("page-config").textContent));
