/* How files are shown, in every grid of this browser: the layout, and the size of the pictures. */

const KEY = "headrace.grid";
const LAYOUTS = new Set(["square", "justified", "list"]);
const DEFAULTS = { layout: "square", size: 132 };
const SIZES = { min: 96, max: 400 };

/** Dispatches `change`. */
class GridOptions extends EventTarget {
  #options = { ...DEFAULTS, ...remembered() };

  get layout() {
    return this.#options.layout;
  }

  /** The wanted width of a picture (its height, in full pictures), in px. */
  get size() {
    return this.#options.size;
  }

  set(changes) {
    this.#options = { ...this.#options, ...changes };
    remember(this.#options);
    this.dispatchEvent(new Event("change"));
  }
}

function remembered() {
  try {
    const { layout, size } = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return {
      ...(LAYOUTS.has(layout) && { layout }),
      ...(size >= SIZES.min && size <= SIZES.max && { size: Number(size) }),
    };
  } catch (error) {
    console.info("The layout is not remembered: storage is not allowed.", error.name);
    return {};
  }
}

function remember(options) {
  try {
    localStorage.setItem(KEY, JSON.stringify(options));
  } catch (error) {
    console.info("The layout lasts only for this page: storage is not allowed.", error.name);
  }
}

export const gridOptions = new GridOptions();
