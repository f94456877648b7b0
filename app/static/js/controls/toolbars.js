/* Rows of controls that are one stop of the Tab key; the arrow keys move inside of them. */
import { setAttribute } from "../shared/dom.js";

const ITEMS = "button, select, a[href]";
const STEPS = { ArrowLeft: -1, ArrowRight: +1 };

/** Starts every toolbar of the page. */
export function startToolbars() {
  for (const bar of document.querySelectorAll('[role="toolbar"]')) startToolbar(bar);
}

function startToolbar(bar) {
  const showStop = (wanted) => {
    const items = itemsOf(bar);
    const stop = items.includes(wanted) ? wanted : (items.find((item) => item.tabIndex === 0) ?? items[0]);
    for (const item of items) setAttribute(item, "tabindex", item === stop ? 0 : -1);
  };
  // Which items are visible is asked in the next frame, which knows it anyway: asking at once costs a style and layout.
  let frame = 0;
  const showStopLater = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => showStop());
  };
  const changes = new MutationObserver(showStopLater);
  changes.observe(bar, { subtree: true, childList: true, attributeFilter: ["hidden", "disabled"] });
  bar.addEventListener("focusin", ({ target }) => showStop(target.closest(ITEMS)));
  bar.addEventListener("keydown", (event) => move(bar, event));
  showStop();
}

function move(bar, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const items = itemsOf(bar);
  const place = items.indexOf(event.target.closest(ITEMS));
  const ends = { Home: 0, End: items.length - 1 };
  const next = items[ends[event.key] ?? place + (STEPS[event.key] ?? Number.NaN)];
  if (place < 0 || !next) return;
  event.preventDefault();
  next.focus();
}

/** Returns the controls that can be used now. Some are hidden from a role by a style sheet. */
function itemsOf(bar) {
  return [...bar.querySelectorAll(ITEMS)].filter(
    (item) => !item.disabled && !item.closest("[hidden]") && getComputedStyle(item).display !== "none",
  );
}
