/* Creating, renaming, moving and deleting collections, and saving searches. */
import { isFiltered } from "../library/library-query.js";
import { confirmed } from "../shared/confirm.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { collectionsStore } from "./collections-store.js";

const NAME_LENGTH = 100;

export class CollectionActions {
  #dialog;
  #shown;
  #leave;

  /** `dialog`: a `CollectionDialog`; `shown()`: the collection that is shown, or null; `leave()` shows other files. */
  constructor(dialog, shown, leave) {
    this.#dialog = dialog;
    this.#shown = shown;
    this.#leave = leave;
  }

  create() {
    this.#dialog.ask({
      title: translate("collections-new"),
      yes: translate("collections-create"),
      name: "",
      places: placesFor(() => true, this.#shown()),
      send: (name, parent) => collectionsStore.create(name, parent),
    });
  }

  /** Resolves when the dialog is closed. */
  rename(id) {
    const { name } = collectionsStore.find(id);
    return this.#dialog.ask({
      title: translate("collections-rename-title"),
      yes: translate("collections-rename-yes"),
      name,
      send: (wanted) => collectionsStore.change(id, { name: wanted }),
    });
  }

  move(id) {
    const { path, parent } = collectionsStore.find(id);
    const own = new Set(collectionsStore.included(id).map((each) => each.id));
    this.#dialog.ask({
      title: translate("collections-move-title", { collection: path }),
      yes: translate("collections-move-yes"),
      places: placesFor((other) => !own.has(other), parent),
      send: (_, wanted) => collectionsStore.change(id, { parent: wanted }),
    });
  }

  async delete(id) {
    const isSure = await confirmed({
      title: translate("collections-delete-title", { collection: collectionsStore.find(id).path }),
      text: translate("collections-delete-text"),
      yes: translate("collections-delete-yes"),
      no: translate("collections-delete-no"),
    });
    if (!isSure) return;
    const isShown = collectionsStore.included(id).some((each) => each.id === this.#shown());
    try {
      await collectionsStore.delete(id);
      if (isShown) this.#leave();
    } catch (error) {
      showError(error);
    }
  }

  /** Saves the search that `list`, a `LibraryFileList`, shows. */
  save(list) {
    const search = list.filter;
    this.#dialog.ask({
      title: translate("searches-save"),
      yes: translate("searches-save-yes"),
      name: isFiltered(list.view) ? list.view.q.slice(0, NAME_LENGTH) : "",
      note: (name) => (collectionsStore.findSearch(name) ? translate("searches-replaced") : ""),
      send: (name) => collectionsStore.saveSearch(name, search),
    });
  }
}

function placesFor(isAllowed, chosen) {
  const options = collectionsStore.collections
    .filter(({ id }) => isAllowed(id))
    .map(({ id, path }) => ({ id, text: path }));
  return {
    label: translate("collections-inside"),
    options: [{ id: null, text: translate("collections-top") }, ...options],
    chosen,
  };
}
