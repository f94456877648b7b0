/* Putting files into collections, taking them out, and ordering them: by button, key and mouse. */
import { librarySteps } from "../edit-library/library-steps-store.js";
import { keyHelp } from "../keys/key-help-store.js";
import { BY_HAND } from "../library/library-query.js";
import { mayEdit } from "../shared/caller.js";
import { byId, setHidden } from "../shared/dom.js";
import { translate } from "../texts/translate.js";
import { COLLECTIONS, collectionsStore } from "./collections-store.js";
import { FileDrag } from "./file-drag.js";

const ADD = "b";
const [EARLIER, LATER] = ["<", ">"];
const WRITING = "input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]";

export class CollectionFiles {
  #list;
  #selection;
  #dialog;
  /* The collection that is chosen in the dialog at first: the last one. */
  #last = null;

  /** `list`: the `LibraryFileList`; `selection`: the `SelectionStore` of its files; `dialog`: a `CollectionDialog`. */
  constructor(list, selection, dialog) {
    this.#dialog = dialog;
    this.#list = list;
    this.#selection = selection;
    byId("selection-collect").addEventListener("click", () => this.#ask());
    byId("selection-uncollect").addEventListener("click", () => this.#remove());
    selection.addEventListener("change", () => setHidden(byId("selection-uncollect"), this.#collection === null));
    document.addEventListener("keydown", (event) => this.#handleKey(event), { capture: true });
    new FileDrag(list, selection, {
      add: (id) => this.#add(id),
      mayOrder: () => this.#mayOrder,
      order: (place) => this.#order(place),
    });
    addKeyHelp();
  }

  /** The collection whose files are shown; null: none. */
  get #collection() {
    const { collection } = this.#list.view.fields;
    return collection ? Number(collection) : null;
  }

  get #mayOrder() {
    return this.#collection !== null && this.#list.view.sort === BY_HAND && !this.#selection.isAll;
  }

  #handleKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches(WRITING)) return;
    // A tree takes letters for the beginning of a name.
    if (!mayEdit() || event.target.closest("[role=tree]") || document.querySelector("dialog[open]")) return;
    if (![ADD, EARLIER, LATER].includes(event.key) || !this.#selectFocused(event.target)) return;
    if (event.key === ADD) this.#ask();
    else if (!this.#mayOrder) return;
    else this.#shift(event.key === EARLIER ? -1 : +1);
    event.preventDefault();
    event.stopPropagation();
  }

  /** Without a selection, the file that has the focus is meant. Returns whether there is one. */
  #selectFocused(target) {
    if (!this.#selection.isEmpty) return true;
    const file = this.#list.at(target.closest(".file-card")?.dataset.place);
    if (!file) return false;
    this.#selection.replace([file.id]);
    return true;
  }

  #ask() {
    const { wanted, count } = this.#selection;
    const options = collectionsStore.collections.map(({ id, path }) => ({ id, text: path }));
    const chosen = options.some(({ id }) => id === this.#last) ? this.#last : (options[0]?.id ?? null);
    this.#dialog.ask({
      title: translate("collections-add-title", { files: count }),
      yes: translate("collections-add-yes"),
      name: "",
      places: {
        label: translate("collections-choose"),
        options: [{ id: null, text: translate("collections-add-new") }, ...options],
        chosen,
      },
      needsName: (place) => place === null,
      send: async (name, place) => this.#send(place ?? (await collectionsStore.create(name, null)), wanted),
    });
  }

  #add(id) {
    return this.#send(id, this.#selection.wanted);
  }

  #send(id, wanted) {
    this.#last = id;
    return librarySteps.make(wanted, { path: `${COLLECTIONS}/${id}/files` });
  }

  #remove() {
    librarySteps.make(this.#selection.wanted, { path: `${COLLECTIONS}/${this.#collection}/files/remove` });
  }

  /** Puts the selected files before the file at `place`; behind the last one at the end. */
  #order(place) {
    const ids = this.#selectedInOrder.map(({ id }) => id);
    const before = this.#nextStaying(place, new Set(ids));
    librarySteps.make({ file_ids: ids }, { path: `${COLLECTIONS}/${this.#collection}/files/order`, before });
  }

  /** Moves the selected files one place on, or back. */
  #shift(step) {
    const places = this.#selectedInOrder.map(({ id }) => this.#list.placeOf({ id }));
    if (places.length === 0 || (step < 0 && places[0] === 0)) return;
    this.#order(step < 0 ? places[0] - 1 : places.at(-1) + 2);
  }

  /** The selected files that are loaded, in their order. */
  get #selectedInOrder() {
    return this.#list.files.filter(({ id }) => this.#selection.has(id));
  }

  /** Returns the id of the first file from `place` on that is not moved itself; null at the end. */
  #nextStaying(place, moved) {
    let at = place;
    while (moved.has(this.#list.at(at)?.id)) at += 1;
    return this.#list.at(at)?.id ?? null;
  }
}

function addKeyHelp() {
  keyHelp.add({
    title: translate("collections-keys"),
    isShown: () => mayEdit() && !document.querySelector("dialog#detail[open]"),
    order: 25,
    keys: [
      [["b"], translate("collections-keys-add")],
      [["<", ">"], translate("collections-keys-order")],
      [["F2"], translate("collections-keys-rename")],
      [["Delete"], translate("collections-keys-delete")],
    ],
  });
}
