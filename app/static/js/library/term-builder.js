/* Adds a term to the search by choosing a field and a value. Loaded when the value is about to be written. */
import { api } from "../shared/api.js";
import { byId, debounced, element } from "../shared/dom.js";
import { count } from "../shared/format.js";
import { withTerm } from "./search-terms.js";

const TYPING_MS = 120;

/** `onAdd()` is called after a term was written into the search field. */
export function startTermBuilder(onAdd) {
  const value = byId("term-value");
  byId("term-add").addEventListener("click", () => addTerm(onAdd));
  value.addEventListener("keydown", (event) => event.key === "Enter" && addTerm(onAdd));
  value.addEventListener("focus", suggestValues);
  value.addEventListener("input", debounced(TYPING_MS, suggestValues));
  suggestValues();
}

function addTerm(onAdd) {
  const value = byId("term-value").value.trim();
  if (value === "") {
    byId("term-value").focus();
    return;
  }
  const term = `${byId("term-field").value}:${/[\s()]/.test(value) ? `"${value}"` : value}`;
  byId("words").value = withTerm(byId("words").value, term);
  byId("term-value").value = "";
  onAdd();
}

async function suggestValues() {
  const typed = `${byId("term-field").value}:${byId("term-value").value}`;
  const { completions } = await api.libraryCompletions(typed, [...typed].length);
  const options = completions.map(({ value, count: files }) =>
    element("option", { value, label: files === null ? value : `${value} (${count(files)})` }),
  );
  byId("term-values").replaceChildren(...options);
}
