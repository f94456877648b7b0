/* The files of one search in the library; more are loaded as the user nears the end. */
import { FileListStore } from "../file/file-list-store.js";
import { api } from "../shared/api.js";
import { apiQuery, viewFrom } from "./library-query.js";

const LOAD_AHEAD = 12;

/** Dispatches, besides the events of its base, `loading`, `failed` ({ error }) and `incomplete` ({ error }). */
export class LibraryFileList extends FileListStore {
  #view = viewFrom("");
  #found = null;
  #next = null;
  #isComplete = true;
  #loadingMore = null;
  #request = null;

  get view() {
    return this.#view;
  }

  /** The newest answer of the API. */
  get found() {
    return this.#found;
  }

  /** Whether all files of the search are in the list. */
  get isComplete() {
    return this.#isComplete;
  }

  /** Shows the files of `view`. */
  async load(view = this.#view) {
    this.#view = view;
    this.#request?.abort();
    this.#request = new AbortController();
    const { signal } = this.#request;
    this.#next = null;
    this.dispatch("loading");
    try {
      const found = await api.libraryFiles(apiQuery(view), signal);
      if (signal.aborted) return;
      this.#take(found);
      this.replace(found.files);
    } catch (error) {
      if (error.name !== "AbortError" && !signal.aborted) this.#fail(error);
    }
  }

  /** Resolves when more files are loaded. A call while they are being loaded waits for the same ones. */
  loadMore() {
    if (this.#next !== null) this.#loadingMore = this.#loadNext();
    return this.#loadingMore;
  }

  hasMore(step) {
    return step > 0 && !this.#isComplete;
  }

  async fetchMore(step, place) {
    await this.loadMore();
    return this.at(place + step) ? place + step : null;
  }

  reached(place) {
    if (place >= this.files.length - LOAD_AHEAD) this.loadMore();
  }

  async #loadNext() {
    const { signal } = this.#request;
    const after = this.#next;
    this.#next = null;
    try {
      const found = await api.libraryFiles(apiQuery(this.#view, after), signal);
      if (signal.aborted) return;
      this.#take(found);
      this.append(found.files);
    } catch (error) {
      if (error.name === "AbortError" || signal.aborted) return;
      this.#next = after;
      this.dispatch("incomplete", { error });
    }
  }

  #take(found) {
    this.#found = found;
    this.#next = found.next;
    this.#isComplete = found.next === null;
  }

  #fail(error) {
    this.clear();
    this.#isComplete = true;
    this.dispatch("failed", { error });
  }
}
