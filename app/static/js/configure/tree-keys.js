/* The keyboard of an ARIA tree: arrows, Home, End, Space, Enter, `*`, and typing a name. */

const TYPING_MS = 600;

let typed = "";
let typedAt = 0;

/** `acts`: { open(item), close(item), toggle(item) }. */
export function treeKey(event, acts) {
  const item = event.target.closest("[role=treeitem]");
  if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = KEYS[event.key] ?? (isLetter(event.key) ? type : null);
  if (!act) return;
  event.preventDefault();
  act(item, acts, event.key);
}

const KEYS = {
  ArrowDown: (item) => focus(item, +1),
  ArrowUp: (item) => focus(item, -1),
  ArrowRight: (item, acts) => (item.getAttribute("aria-expanded") === "true" ? focus(item, +1) : acts.open(item)),
  ArrowLeft: (item, acts) => (item.getAttribute("aria-expanded") === "true" ? acts.close(item) : above(item)?.focus()),
  Home: (item) => visible(item).at(0).focus(),
  End: (item) => visible(item).at(-1).focus(),
  " ": (item, acts) => acts.toggle(item),
  Enter: (item, acts) => acts.toggle(item),
  "*": (item, acts) =>
    [...item.parentElement.children].forEach((sibling) => sibling.matches("[role=treeitem]") && acts.open(sibling)),
};

function focus(item, step) {
  const items = visible(item);
  items[items.indexOf(item) + step]?.focus();
}

function above(item) {
  return item.parentElement.closest("[role=treeitem]");
}

function visible(item) {
  return [...item.closest("[role=tree]").querySelectorAll("[role=treeitem]")].filter(
    (each) => !each.parentElement.closest("[hidden]"),
  );
}

function type(item, _acts, letter) {
  const now = performance.now();
  typed = now - typedAt > TYPING_MS ? letter : typed + letter;
  typedAt = now;
  const items = visible(item);
  const start = items.indexOf(item) + (typed.length === 1 ? 1 : 0);
  const turned = [...items.slice(start), ...items.slice(0, start)];
  turned.find((each) => nameOf(each).startsWith(typed.toLowerCase()))?.focus();
}

function nameOf(item) {
  return item.querySelector(".node-name").textContent.toLowerCase();
}

function isLetter(key) {
  return [...key].length === 1 && key.trim() !== "";
}
