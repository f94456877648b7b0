/* Popovers open below their buttons. The browser opens and closes them. */
import { byId } from "../shared/dom.js";

const GAP_PX = 6;
/* Between a popover and the edge of the window. */
const EDGE_PX = 16;

export function startPopovers() {
  for (const button of document.querySelectorAll("[popovertarget]")) {
    const popover = byId(button.getAttribute("popovertarget"));
    button.setAttribute("aria-haspopup", "dialog");
    popover.addEventListener("beforetoggle", ({ newState }) => newState === "open" && place(popover, button));
  }
}

/** On the side of the window where the button is, so that the popover fits into it. */
function place(popover, button) {
  const { left, right, bottom } = button.getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  const isLeft = (left + right) / 2 < width / 2;
  popover.style.top = `${bottom + GAP_PX}px`;
  popover.style.left = isLeft ? `${left}px` : "auto";
  popover.style.right = isLeft ? "auto" : `${width - right}px`;
  requestAnimationFrame(() => moveInside(popover)); // it has a width once it is open, and is painted after that
}

/** A popover that is wider than what is left of the window beside its button begins, or ends, at the edge. */
function moveInside(popover) {
  const { left, right, width } = popover.getBoundingClientRect();
  const most = document.documentElement.clientWidth - EDGE_PX;
  if (!popover.matches(":popover-open") || (left >= EDGE_PX && right <= most)) return;
  popover.style.left = `${Math.max(EDGE_PX, Math.min(left, most - width))}px`;
  popover.style.right = "auto";
}
