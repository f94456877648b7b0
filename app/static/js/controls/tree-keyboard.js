/* The keyboard of an ARIA tree: arrows, Home, End, Space, Enter, `*`, and typing a name. */

const TYPING_MS = 600;

export class TreeKeyboard {
  #actions;
  #typed = "";
  #typedAt = 0;

  /** `actions`: { open(item), close(item), toggle(item) }. */
  constructor(actions) {
    this.#actions = actions;
  }

  handle(event) {
    const item = event.target.closest("[role=treeitem]");
    if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in KEYS) KEYS[event.key](item, this.#actions);
    else if (isLetter(event.key)) this.#type(item, event.key);
    else return;
    event.preventDefault();
  }

  /** Focuses the next item whose name starts with what was typed. */
  #type(item, letter) {
    const now = performance.now();
    this.#typed = now - this.#typedAt > TYPING_MS ? letter : this.#typed + letter;
    this.#typedAt = now;
    const items = visibleItems(item);
    const start = items.indexOf(item) + (this.#typed.length === 1 ? 1 : 0);
    const rotated = [...items.slice(start), ...items.slice(0, start)];
    rotated.find((other) => nameOf(other).startsWith(this.#typed.toLowerCase()))?.focus();
  }
}

const KEYS = {
  ArrowDown: (item) => focusBeside(item, +1),
  ArrowUp: (item) => focusBeside(item, -1),
  ArrowRight: (item, actions) => (isExpanded(item) ? focusBeside(item, +1) : actions.open(item)),
  ArrowLeft: (item, actions) => (isExpanded(item) ? actions.close(item) : parentOf(item)?.focus()),
  Home: (item) => visibleItems(item).at(0).focus(),
  End: (item) => visibleItems(item).at(-1).focus(),
  " ": (item, actions) => actions.toggle(item),
  Enter: (item, actions) => actions.toggle(item),
  "*": (item, actions) => {
    for (const sibling of item.parentElement.children) if (sibling.matches("[role=treeitem]")) actions.open(sibling);
  },
};

function isExpanded(item) {
  return item.getAttribute("aria-expanded") === "true";
}

function focusBeside(item, step) {
  const items = visibleItems(item);
  items[items.indexOf(item) + step]?.focus();
}

function parentOf(item) {
  return item.parentElement.closest("[role=treeitem]");
}

function visibleItems(item) {
  const items = [...item.closest("[role=tree]").querySelectorAll("[role=treeitem]")];
  return items.filter((each) => !each.closest("[hidden]"));
}

function nameOf(item) {
  return item.querySelector(".node-name").textContent.toLowerCase();
}

function isLetter(key) {
  return [...key].length === 1 && key.trim() !== "";
}
