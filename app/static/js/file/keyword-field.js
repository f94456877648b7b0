/* Keywords as chips: Enter or a comma adds, Backspace in the empty field takes the last one away. */
import { byId, fragment } from "../shared/dom.js";

let words = [];
let changed = () => {};

/** `change(words)` is called with the new list. */
export function startKeywordField(change) {
  changed = change;
  const field = byId("keyword-new");
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" || event.key === ",") take(event, field);
    if (event.key === "Escape" && field.value !== "") forget(event, field);
    if (event.key === "Backspace" && field.value === "" && words.length > 0) set(words.slice(0, -1));
  });
  field.addEventListener("blur", () => add(field));
  byId("edit-keywords").addEventListener("click", ({ target }) => {
    const chip = target.closest("button")?.closest("li");
    if (chip) remove([...byId("edit-keywords").children].indexOf(chip));
  });
}

export function showKeywords(keywords) {
  words = keywords;
  byId("edit-keywords").replaceChildren(...words.map(chip));
}

function take(event, field) {
  event.preventDefault();
  add(field);
}

/** The first Escape takes back what was typed, the next one closes the detail. */
function forget(event, field) {
  event.preventDefault();
  field.value = "";
}

/** Words that were typed are kept when the reader goes on to something else. */
function add(field) {
  const added = withWords(words, field.value);
  field.value = "";
  if (added.length > words.length) set(added);
}

/** `words` and those of `text`, parted by commas, each once. Pure. */
export function withWords(known, text) {
  const typed = text
    .split(",")
    .map((word) => word.trim().replace(/\s+/g, " "))
    .filter(Boolean);
  return [...new Set([...known, ...typed])];
}

function remove(place) {
  set(words.filter((_, index) => index !== place));
  const buttons = byId("edit-keywords").querySelectorAll("button");
  (buttons[Math.min(place, buttons.length - 1)] ?? byId("keyword-new")).focus();
}

function set(next) {
  showKeywords(next);
  changed(next);
}

function chip(word) {
  const item = fragment("keyword");
  item.querySelector("span").textContent = word;
  item.querySelector("button").setAttribute("aria-label", `Take ${word} away`);
  return item;
}
