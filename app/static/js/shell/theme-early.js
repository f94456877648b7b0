/* Runs before the first paint, so that a chosen theme never flashes the other one. */
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("headrace.theme");
  } catch {
    return; // storage is forbidden here: the system's theme it is
  }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
