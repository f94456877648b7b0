/* The metadata blocks of a file as they were read: name, place and text. Loaded when somebody opens them. */
import { copyFrom } from "../copying/copy-button.js";
import { announce } from "../shared/announcement-store.js";
import { api, get } from "../shared/api.js";
import { byId, element, fragment, setHidden } from "../shared/dom.js";
import { translate } from "../texts/translate.js";
import { layOutJson } from "./json-layout.js";

/* Of a longer text, the beginning is shown until somebody asks for all of it. */
const FOLDED_LINES = 12;
const FOLDED_LENGTH = 700;
const NOT_READ = new Set(["pending", "skipped"]);

export class RawBlocks {
  #part = byId("raw-blocks");
  #list = byId("raw-list");
  #file = null;
  #shownKey = null;
  #loading = new AbortController();

  constructor() {
    this.#part.addEventListener("toggle", () => this.#show());
  }

  show(file) {
    this.#file = file;
    setHidden(this.#part, NOT_READ.has(file.outcome));
    this.#show();
  }

  /** Loads the blocks if they are to be seen, and are not those that are shown. */
  #show() {
    const key = this.#part.open && !this.#part.hidden ? `${this.#file.blocks} ${this.#file.finished_at}` : null;
    if (key === this.#shownKey) return;
    this.#shownKey = key;
    this.#loading.abort();
    if (key === null) this.#list.replaceChildren();
    else this.#load(this.#file.blocks);
  }

  async #load(address) {
    this.#loading = new AbortController();
    this.#say(translate("panel-raw-loading"));
    try {
      const { blocks } = await get(address, {}, this.#loading.signal);
      if (blocks.length) this.#list.replaceChildren(...blocks.map(buildBlock));
      else this.#say(translate("panel-raw-none"));
    } catch (error) {
      if (error.name === "AbortError") return;
      this.#shownKey = null; // opened again, they are asked for again
      this.#say(error.message);
    }
  }

  #say(text) {
    this.#list.replaceChildren(element("p", { class: "detail-excerpt", text }));
    announce(text);
  }
}

function buildBlock(block, number) {
  const id = `raw-block-${number}`;
  const text = element("pre", { class: "detail-text", dir: "auto" });
  const made = element("section", { class: "raw-block", "data-testid": "raw-block", "aria-labelledby": id });
  made.append(headOf(block, id), text, ...foldedInto(text, block.text, id), ...noteOf(block));
  return made;
}

function headOf(block, id) {
  const { name, place, length } = block;
  const title = element("h4", { id, text: name, dir: "auto" });
  const size = translate("panel-raw-size", { characters: length });
  const where = element("span", { class: "detail-excerpt", text: `${place} · ${size}` });
  return element("div", { class: "detail-title" }, element("div", {}, title, where), copyButton(block));
}

function copyButton({ name, text, complete, whole }) {
  const button = fragment("copy");
  button.title = translate("panel-raw-copy", { name });
  button.setAttribute("aria-label", button.title);
  button.addEventListener("click", () => copyFrom(button, complete ? Promise.resolve(text) : api.text(whole), name));
  return button;
}

/** Puts the text into its place, JSON laid out. Returns the button that shows all of a long one. */
function foldedInto(place, text, id) {
  const all = layOutJson(text);
  const beginning = all.split("\n", FOLDED_LINES).join("\n").slice(0, FOLDED_LENGTH);
  if (beginning.length === all.length) {
    place.textContent = all;
    return [];
  }
  const shortened = `${beginning}${all[beginning.length] === "\n" ? "\n…" : "…"}`;
  place.textContent = shortened;
  const attributes = {
    class: "link-button",
    type: "button",
    "aria-describedby": id,
    text: translate("panel-show-all"),
  };
  const button = element("button", attributes);
  button.addEventListener("click", () => {
    place.textContent = all;
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
    button.remove();
  });
  return [button];
}

/** Says that the answer has only the beginning of a text. */
function noteOf({ text, length, complete }) {
  if (complete) return [];
  const note = translate("panel-raw-shortened", { shown: [...text].length, whole: length });
  return [element("p", { class: "detail-excerpt", "data-testid": "raw-shortened", text: note })];
}
