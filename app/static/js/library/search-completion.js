/* Completion of the search while one types: a combobox with a list of fields, or of the values of a field. */
import { api } from "../shared/api.js";
import { byId, debounced, element } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

const TYPING_MS = 120;

export class SearchCompletion {
  #input = byId("words");
  #list = byId("completions");
  #found = null;
  #active = -1;
  #onChoose;

  /** `onChoose()` is called after a whole term was written into the field. */
  constructor(onChoose) {
    this.#onChoose = onChoose;
    this.#input.addEventListener("input", () => this.#closeIfOutdated());
    this.#input.addEventListener(
      "input",
      debounced(TYPING_MS, () => this.#suggest()),
    );
    this.#input.addEventListener("keydown", (event) => this.#handleKey(event));
    this.#input.addEventListener("blur", () => this.#close());
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault()); // The field keeps the focus.
    this.#list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]");
      if (option) this.#choose(Number(option.dataset.number));
    });
    this.#suggest();
  }

  /** What no suggestion begins with is not completed by them: Escape then clears the search, as without a list. */
  #closeIfOutdated() {
    const [part] = /[^\s():"-]*$/.exec(this.#input.value.toLowerCase());
    if (!this.#found?.completions.some(({ value }) => value.toLowerCase().startsWith(part))) this.#close();
  }

  async #suggest() {
    const typed = this.#input.value;
    const place = [...typed.slice(0, this.#input.selectionStart ?? typed.length)].length;
    if (document.activeElement !== this.#input || typed === "") return this.#close();
    const found = await api.libraryCompletions(typed, place).catch((error) => {
      console.warn("The search could not be completed.", error.message);
      return null;
    });
    if (typed !== this.#input.value || document.activeElement !== this.#input) return;
    const isNothingNew = found?.completions.every(({ text }) => text === typed.slice(-text.length));
    if (!found || found.start === found.end || isNothingNew) this.#close();
    else this.#open(found);
  }

  #open(found) {
    this.#found = found;
    this.#active = -1;
    this.#list.replaceChildren(...found.completions.map(buildOption));
    this.#show(true);
  }

  #close() {
    this.#found = null;
    this.#show(false);
  }

  #show(isOpen) {
    this.#list.hidden = !isOpen;
    this.#input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) this.#input.removeAttribute("aria-activedescendant");
  }

  #handleKey(event) {
    if (!this.#found) return;
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") this.#move(key === "ArrowDown" ? 1 : -1);
    else if (key === "Enter" && this.#active >= 0) this.#choose(this.#active);
    else if (key === "Escape") this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #move(step) {
    const options = [...this.#list.children];
    const first = step > 0 ? 0 : options.length - 1;
    this.#active = this.#active < 0 ? first : (this.#active + step + options.length) % options.length;
    for (const [number, option] of options.entries()) {
      option.setAttribute("aria-selected", String(number === this.#active));
    }
    this.#input.setAttribute("aria-activedescendant", options[this.#active].id);
    options[this.#active].scrollIntoView({ block: "nearest" });
  }

  #choose(number) {
    const { start, end, completions } = this.#found;
    const characters = [...this.#input.value];
    const { text } = completions[number];
    const isTerm = !text.endsWith(":");
    const before = `${characters.slice(0, start).join("")}${text}${isTerm ? " " : ""}`;
    this.#input.value = before + characters.slice(end).join("").trimStart();
    this.#input.setSelectionRange(before.length, before.length);
    this.#close();
    if (isTerm) this.#onChoose();
    else this.#suggest();
  }
}

function buildOption({ value, count }, number) {
  const files =
    count === null
      ? []
      : [element("span", { class: "completion-count", text: translate("library-completion-files", { files: count }) })];
  return element(
    "li",
    { role: "option", id: `completion-${number}`, "aria-selected": "false", "data-number": number },
    element("span", { text: value, dir: "auto" }),
    ...files,
  );
}
