/* The controls for the layout and the size of the pictures. */
import { byId } from "../shared/dom.js";
import { gridOptions } from "./grid-options-store.js";

export function startViewOptions() {
  const size = byId("grid-size");
  const layouts = byId("grid-layout");
  size.value = gridOptions.size;
  size.addEventListener("input", () => gridOptions.set({ size: Number(size.value) }));
  layouts.addEventListener("change", ({ target }) => {
    gridOptions.set({ layout: target.value });
    size.disabled = target.value === "list";
  });
  layouts.querySelector(`[value="${gridOptions.layout}"]`).checked = true;
  size.disabled = gridOptions.layout === "list";
}
