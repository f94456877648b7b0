/* The collections and saved searches of the library, each with the number of its files. */
import { makeStep } from "../edit-library/library-steps-store.js";
import { get, send } from "../shared/api.js";

export const COLLECTIONS = "/api/library/collections";
const SEARCHES = "/api/library/searches";

/** Dispatches `change` when there are others, or other numbers. */
class CollectionsStore extends EventTarget {
  /** As the API lists them: each before those below it. */
  collections = [];
  searches = [];
  #isLoading = false;
  #isStale = false;

  /** Loads everything; what changes meanwhile is loaded after that. */
  async load() {
    this.#isStale = true;
    if (this.#isLoading) return;
    this.#isLoading = true;
    try {
      while (this.#isStale) await this.#loadOnce();
    } catch (error) {
      console.info("The collections could not be loaded.", error.message);
    } finally {
      this.#isLoading = false;
    }
  }

  find(id) {
    return this.collections.find((each) => each.id === id) ?? null;
  }

  /** Returns a collection and all below it. */
  included(id) {
    const { path } = this.find(id);
    return this.collections.filter((each) => each.id === id || each.path.startsWith(`${path}/`));
  }

  /** Resolves to the id of the new collection. */
  async create(name, parent) {
    const { edit } = await makeStep("POST", COLLECTIONS, { name, parent });
    await this.load();
    return edit.collection.id;
  }

  change(id, change) {
    return this.#after(makeStep("PATCH", `${COLLECTIONS}/${id}`, change));
  }

  delete(id) {
    return this.#after(makeStep("DELETE", `${COLLECTIONS}/${id}`));
  }

  /** Saves a search under a name; one of the same name is replaced. */
  saveSearch(name, search) {
    const known = this.findSearch(name);
    const saved = known
      ? send("PATCH", `${SEARCHES}/${known.id}`, { search })
      : send("POST", SEARCHES, { name, search });
    return this.#after(saved);
  }

  findSearch(name) {
    return this.searches.find((each) => each.name.toLowerCase() === name.toLowerCase()) ?? null;
  }

  renameSearch(id, name) {
    return this.#after(send("PATCH", `${SEARCHES}/${id}`, { name }));
  }

  deleteSearch(id) {
    return this.#after(send("DELETE", `${SEARCHES}/${id}`));
  }

  async #after(request) {
    await request;
    await this.load();
  }

  async #loadOnce() {
    this.#isStale = false;
    const [{ collections }, { searches }] = await Promise.all([get(COLLECTIONS), get(SEARCHES)]);
    this.collections = collections;
    this.searches = searches;
    this.dispatchEvent(new CustomEvent("change"));
  }
}

export const collectionsStore = new CollectionsStore();
