/* The keys of the page, in sections. Each part of the page adds its own; the dialog shows those that work now. */

class KeyHelpStore {
  #sections = [];

  /**
   * Adds a section. `keys`: a list of `[["←", "→"], "Previous or next file"]`; "Shift+F" is shown as two keys.
   * `isShown()`: whether the keys work now; without it they always do. `order`: smaller ones come first.
   */
  add({ title, keys, isShown = () => true, order = 0 }) {
    this.#sections.push({ title, keys, isShown, order });
    this.#sections.sort((one, other) => one.order - other.order);
  }

  /** The sections whose keys work now. */
  get shown() {
    return this.#sections.filter(({ isShown }) => isShown());
  }
}

export const keyHelp = new KeyHelpStore();
