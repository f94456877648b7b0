/* Runs before the first paint, so that the other theme is never seen first. */
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("headrace.theme");
  } catch {
    return; // Storage is not allowed: the theme of the system is used.
  }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
