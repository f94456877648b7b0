/* The theme button: system → light → dark. */
import { byId } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

const KEY = "headrace.theme";
const ORDER = ["system", "light", "dark"];
const LABELS = {
  system: translate("theme-system"),
  light: translate("theme-light"),
  dark: translate("theme-dark"),
};

export function startTheme() {
  show(current());
  byId("theme-toggle").addEventListener("click", () => choose(nextTheme(current())));
}

function current() {
  return document.documentElement.dataset.theme ?? "system";
}

function nextTheme(theme) {
  return ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length];
}

function choose(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  remember(theme);
  show(theme);
}

function remember(theme) {
  try {
    localStorage.setItem(KEY, theme);
  } catch (error) {
    console.info("The theme lasts only for this page: storage is not allowed.", error.name);
  }
}

function show(theme) {
  const button = byId("theme-toggle");
  button.setAttribute("aria-label", LABELS[theme]);
  button.title = LABELS[theme];
  for (const icon of button.querySelectorAll("[data-theme-icon]")) icon.hidden = icon.dataset.themeIcon !== theme;
}
