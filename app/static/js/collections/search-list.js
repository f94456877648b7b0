/* The saved searches: each opens what it finds now, and can be renamed and deleted. */
import { searchFor, viewFromApi } from "../library/library-query.js";
import { mayEdit } from "../shared/caller.js";
import { confirmed } from "../shared/confirm.js";
import { byId, fragment, setAttribute, setHidden } from "../shared/dom.js";
import { count } from "../shared/format.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { collectionsStore } from "./collections-store.js";

export class SearchList {
  #list = byId("search-list");
  #choose;
  #dialog;
  #current = "";

  /** `choose(view)` shows what a search finds; `dialog`: a `CollectionDialog`. */
  constructor(choose, dialog) {
    this.#choose = choose;
    this.#dialog = dialog;
    this.#list.addEventListener("click", (event) => this.#press(event));
    collectionsStore.addEventListener("change", () => this.#show());
  }

  /** `view`: the one that is shown. */
  setCurrent(view) {
    this.#current = searchFor(view);
    this.#mark();
  }

  #show() {
    const focused = document.activeElement;
    const place = this.#list.contains(focused) ? [focused.closest("li").dataset.search, focused.className] : null;
    this.#list.replaceChildren(...collectionsStore.searches.map(buildEntry));
    this.#mark();
    setHidden(this.#list, collectionsStore.searches.length === 0);
    setHidden(byId("searches-none"), collectionsStore.searches.length > 0);
    if (place) this.#list.querySelector(`[data-search="${place[0]}"] [class="${place[1]}"]`)?.focus();
  }

  #mark() {
    for (const link of this.#list.querySelectorAll("a")) {
      setAttribute(link, "aria-current", link.getAttribute("href") === `/library${this.#current}` ? "page" : "false");
    }
  }

  #rename({ id, name }) {
    this.#dialog.ask({
      title: translate("searches-rename-title"),
      yes: translate("collections-rename-yes"),
      name,
      send: (wanted) => collectionsStore.renameSearch(id, wanted),
    });
  }

  #press(event) {
    const { target } = event;
    const search = collectionsStore.searches.find(({ id }) => String(id) === target.closest("li")?.dataset.search);
    if (!search) return;
    if (target.closest(".search-rename")) this.#rename(search);
    else if (target.closest(".search-delete")) remove(search);
    else if (target.closest("a") && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
      event.preventDefault();
      this.#choose(viewFromApi(search.search));
    }
  }
}

function buildEntry({ id, name, search, files }) {
  const item = fragment("saved-search");
  item.dataset.search = id;
  const link = item.querySelector("a");
  link.href = `/library${searchFor(viewFromApi(search))}`;
  link.querySelector(".node-name").textContent = name;
  link.querySelector(".node-count").textContent = files === null ? translate("searches-invalid") : count(files);
  item.querySelector(".search-rename").setAttribute("aria-label", translate("searches-rename", { name }));
  item.querySelector(".search-delete").setAttribute("aria-label", translate("searches-delete", { name }));
  setHidden(item.querySelector(".search-tools"), !mayEdit());
  return item;
}

async function remove({ id, name }) {
  const isSure = await confirmed({
    title: translate("searches-delete-title", { name }),
    text: translate("searches-delete-text"),
    yes: translate("collections-delete-yes"),
    no: translate("collections-delete-no"),
  });
  if (!isSure) return;
  try {
    await collectionsStore.deleteSearch(id);
  } catch (error) {
    showError(error);
  }
}
