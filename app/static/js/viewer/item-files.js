/* The files of one picture: which of them the viewer shows. Score, keywords and choice are those of all of them. */
import { filesOfItem, roleName } from "../file/item-sign.js";
import { announce } from "../shared/announcement-store.js";
import { byId, element, setHidden } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";

/** Dispatches `choose` when another file of the item is to be shown: `shown`. */
export class ItemFiles extends EventTarget {
  #list;
  #box = byId("item-files");
  #file = null;
  /* The file that is shown instead of the listed one; null: none. */
  #other = null;
  /* The id of the file that was pressed last; its answer may come after that of another one. */
  #wanted = null;

  /** `list`: the `FileListStore` that the files are from. */
  constructor(list) {
    super();
    this.#list = list;
    this.#box.addEventListener("change", ({ target }) => this.#choose(Number(target.value)));
  }

  /** The file that is to be seen: one of the item of the listed one. */
  get shown() {
    return this.#other ?? this.#file;
  }

  /** Begins with the listed file. */
  show(file) {
    this.#other = null;
    this.#wanted = file.id;
    this.refresh(file);
  }

  /** The same file is listed, as it is now. */
  refresh(file) {
    this.#file = file;
    const files = filesOfItem(file);
    setHidden(this.#box, files.length === 0);
    if (this.#shows(files)) return;
    byId("item-choices").replaceChildren(...files.map((each) => this.#buildChoice(each)));
  }

  /** Shows the next file of the item, for the key. Returns whether there is one. */
  next() {
    const files = filesOfItem(this.#file);
    if (files.length === 0) return false;
    const place = files.findIndex(({ id }) => id === this.#wanted);
    this.#choose(files[(place + 1) % files.length].id);
    return true;
  }

  #shows(files) {
    const ids = [...this.#inputs].map((input) => Number(input.value));
    const isSame = ids.length === files.length && files.every(({ id }, place) => id === ids[place]);
    if (isSame) this.#mark();
    return isSame;
  }

  get #inputs() {
    return this.#box.querySelectorAll("input");
  }

  #buildChoice(file) {
    const input = element("input", { type: "radio", name: "item-file", value: String(file.id) });
    input.checked = file.id === this.#wanted;
    const text = element(
      "span",
      {},
      element("b", { text: roleName(file) }),
      element("small", { text: file.name, dir: "auto" }),
    );
    return element("label", { class: "item-choice" }, input, text);
  }

  #mark() {
    for (const input of this.#inputs) input.checked = Number(input.value) === this.#wanted;
  }

  async #choose(id) {
    const listed = this.#file;
    this.#wanted = id;
    this.#mark();
    try {
      const other = id === listed.id ? null : await this.#list.fetchWhole({ ...listed, id });
      if (this.#file.id !== listed.id || this.#wanted !== id) return;
      this.#other = other;
      this.dispatchEvent(new CustomEvent("choose"));
      announce(translate("item-shown", { name: this.shown.name, role: roleName(this.shown) }));
    } catch (error) {
      this.#wanted = this.shown.id;
      this.#mark();
      showError(error);
    }
  }
}
