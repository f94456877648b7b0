/* The account menu of the top bar: a button that shows and hides a panel with links. */
import { byId } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";
import { signOut } from "./access-api.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

export function startAccountMenu() {
  byId("account-button").addEventListener("click", () => setOpen(byId("account-panel").hidden));
  byId("account-menu").addEventListener("keydown", handleKey);
  byId("account-menu").addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !byId("account-menu").contains(relatedTarget)) setOpen(false);
  });
  document.addEventListener("pointerdown", ({ target }) => byId("account-menu").contains(target) || setOpen(false));
  byId("account-menu").querySelector("#sign-out")?.addEventListener("click", leave);
}

function setOpen(isOpen) {
  byId("account-panel").hidden = !isOpen;
  byId("account-button").setAttribute("aria-expanded", String(isOpen));
}

function handleKey(event) {
  if (event.key === "Escape" && !byId("account-panel").hidden) {
    setOpen(false);
    byId("account-button").focus();
  } else if (event.key in STEPS) {
    event.preventDefault();
    setOpen(true);
    step(STEPS[event.key]);
  }
}

/** Moves the focus to the next item, and around the ends. */
function step(by) {
  const items = [...byId("account-panel").querySelectorAll("a, button")];
  const place = items.indexOf(document.activeElement);
  const next = place < 0 && by < 0 ? items.length - 1 : (place + by + items.length) % items.length;
  items[next].focus();
}

async function leave({ currentTarget: button }) {
  button.setAttribute("aria-busy", "true");
  try {
    await signOut();
    location.assign("/sign-in");
  } catch (error) {
    showError(error);
    button.removeAttribute("aria-busy");
  }
}
