/* Rows that scroll sideways where they have no room: at an edge that hides something, a button leads there. */
import { element, setFlag } from "../shared/dom.js";

/* How much of its width a press scrolls a row. */
const PART = 0.7;
const SIDES = { before: -1, after: +1 };

/** Starts every row of the page. */
export function startScrollRows() {
  for (const row of document.querySelectorAll(".scroll-row")) startScrollRow(row);
}

function startScrollRow(row) {
  const content = row.firstElementChild;
  const showEdges = () => {
    const hidden = content.scrollWidth - content.clientWidth;
    setFlag(row, "before", content.scrollLeft > 1);
    setFlag(row, "after", content.scrollLeft < hidden - 1);
  };
  row.append(...Object.entries(SIDES).map(([side, sign]) => scrollButton(content, side, sign)));
  content.addEventListener("scroll", showEdges, { passive: true });
  const sizes = new ResizeObserver(showEdges);
  for (const each of [content, ...content.children]) sizes.observe(each);
}

/** For the mouse: a finger scrolls the row, and the keyboard leads to what is in it. */
function scrollButton(content, side, sign) {
  const button = element("button", {
    type: "button",
    class: "scroll-row-button",
    tabindex: "-1",
    "aria-hidden": "true",
  });
  button.dataset.side = side;
  button.addEventListener("click", () => content.scrollBy({ left: sign * content.clientWidth * PART }));
  return button;
}
