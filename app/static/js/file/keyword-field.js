/* Keywords as chips: Enter or a comma adds one, Backspace in the empty field removes the last one. */
import { byId, fragment } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

export class KeywordField {
  #words = [];
  #onChange;
  #input = byId("keyword-new");
  #list = byId("edit-keywords");

  /** `onChange` is called with the new list of keywords. */
  constructor(onChange) {
    this.#onChange = onChange;
    this.#input.addEventListener("keydown", (event) => event.isComposing || this.#handleKey(event));
    this.#input.addEventListener("blur", () => this.#add());
    this.#list.addEventListener("click", ({ target }) => {
      const chip = target.closest("button")?.closest("li");
      if (chip) this.#remove([...this.#list.children].indexOf(chip));
    });
  }

  show(words) {
    this.#words = words;
    this.#list.replaceChildren(...words.map(buildChip));
  }

  #handleKey(event) {
    const isEmpty = this.#input.value === "";
    if (event.key === "Enter" || event.key === ",") {
      event.preventDefault();
      this.#add();
    } else if (event.key === "Escape" && !isEmpty) {
      event.preventDefault(); // The first Escape discards the text, the next one closes the viewer.
      this.#input.value = "";
    } else if (event.key === "Backspace" && isEmpty && this.#words.length > 0) this.#set(this.#words.slice(0, -1));
  }

  /** Adds what was typed, also when the user moves on without pressing Enter. */
  #add() {
    const added = withWords(this.#words, this.#input.value);
    this.#input.value = "";
    if (added.length > this.#words.length) this.#set(added);
  }

  #remove(place) {
    this.#set(this.#words.filter((_, index) => index !== place));
    const buttons = this.#list.querySelectorAll("button");
    (buttons[Math.min(place, buttons.length - 1)] ?? this.#input).focus();
  }

  #set(words) {
    this.show(words);
    this.#onChange(words);
  }
}

/** Returns `known` and the words of `text`, which commas separate, each once. Pure. */
export function withWords(known, text) {
  const typed = text.split(",").map((word) => word.trim().replace(/\s+/g, " "));
  return [...new Set([...known, ...typed.filter(Boolean)])];
}

function buildChip(word) {
  const item = fragment("keyword");
  item.querySelector("span").textContent = word;
  item.querySelector("button").setAttribute("aria-label", translate("file-keyword-remove", { keyword: word }));
  return item;
}
