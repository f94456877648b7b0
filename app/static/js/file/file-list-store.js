/* The files that a page lists, in order: the one owner of that list. Places count over the whole view, from 0; only
   the pages of files near the visible ones are loaded. Each page has its own kind of list, which knows what to ask. */
import { FilePages, PAGE_SIZE, pageOf } from "./file-pages.js";

const PAGES_ASKED = 3;

/**
 * Dispatches `list` (another view), `loaded` ({ from, to }: files have come), `update` ({ change }: it was applied to
 * every loaded file), `failed` ({ error, place }: files could not be loaded), `reveal` ({ place }: focus a file).
 */
export class FileListStore extends EventTarget {
  #pages = new FilePages();
  #total = 0;
  #sections = null;
  /* Names the order of the files on the server. */
  #token = null;
  /* The request for that order, without which no page can be asked for; null: the order is known. */
  #ordering = null;
  #requests = new AbortController();
  #seen = { from: 0, to: 0 };
  /** The `FileEditor` of the files; null: they are not edited. */
  editor = null;

  /** How many files the view has. */
  get total() {
    return this.#total;
  }

  /** How many files each group of the view has, in order; null where the files are in no groups. */
  get sections() {
    return this.#sections;
  }

  /** Returns what is known of a group: `{ size, shown, words }`. */
  describeSection(_number) {
    return { size: 0, shown: 0, words: "" };
  }

  /** The loaded files, in order. */
  get files() {
    return this.#pages.files;
  }

  /** The numbers of the loaded pages; each has `PAGE_SIZE` places. */
  get loadedPages() {
    return this.#pages.loaded;
  }

  /** The pages that the user sees: `{ offset, limit }`. */
  get seen() {
    const first = pageOf(this.#seen.from);
    const pages = Math.max(1, pageOf(this.#seen.to - 1) - first + 1);
    return { offset: first * PAGE_SIZE, limit: Math.min(pages, PAGES_ASKED) * PAGE_SIZE };
  }

  /** Returns the file at `place`; undefined while it is not loaded, and where there is none. */
  at(place) {
    return this.#pages.of(place)?.files?.[place % PAGE_SIZE];
  }

  /** Returns the place of `file`, of which the id is enough; -1 when it is not among the loaded files. */
  placeOf(file) {
    return this.#pages.find((other) => isSameFile(other, { path: other.path, ...file }));
  }

  /** Returns the error because of which the file at `place` is missing; null while there is none. */
  errorAt(place) {
    return this.#pages.of(place)?.error ?? null;
  }

  /** Resolves to the file at `place`, which is loaded if necessary; to null where there is none, or after a failure. */
  async fetchAt(place) {
    if (place < 0 || place >= this.#total) return null;
    if (!this.at(place)) await this.#load(pageOf(place));
    return this.at(place) ?? null;
  }

  /** The user sees the files from place `from` to before `to`: loads what is missing, and frees what is far away. */
  see(from, to) {
    if (to <= from) return;
    this.#seen = { from, to };
    const [first, last] = [pageOf(from), pageOf(to - 1)];
    for (let number = first; number <= last; number += 1) if (!this.#pages.get(number)) this.#load(number);
    this.#pages.free((first + last) / 2);
  }

  /** Loads the files around `place` again, after a failure. */
  retry(place) {
    return this.#load(pageOf(place));
  }

  /** Loads `file` with its whole texts, of which a list has excerpts. */
  async fetchWhole(file) {
    return file;
  }

  /**
   * For each kind of list: resolves to `{ files, total, view, offset, sections }`, where `view` names the order of the
   * files on the server and `offset` is the place of the first of `files`. `wanted`: `{ offset, limit, view }`.
   */
  async ask(_wanted, _signal) {
    return { files: [], total: 0, view: null, offset: 0 };
  }

  /** Gives up all requests, before another view is asked for. Returns the signal that aborts those of the new one. */
  begin() {
    this.#requests.abort();
    this.#requests = new AbortController();
    this.#ordering = null;
    this.#pages.dropRequests();
    return this.#requests.signal;
  }

  /** Empties the list without an event, before another one is loaded. */
  clear() {
    this.begin();
    this.#take({ files: [], total: 0, view: null, offset: 0 });
    this.#seen = { from: 0, to: 0 };
  }

  /** Shows a new view, of which `answer` has the first files that are known. */
  replace(answer) {
    this.#take(answer);
    this.dispatch("list");
  }

  /** Waits for `request`, which resolves to the order of the files of which only the first are known, as an answer. */
  async awaitOrder(request) {
    this.#ordering = request;
    const { signal } = this.#requests;
    const { files, total, view, offset } = await request;
    if (signal.aborted) return;
    this.#ordering = null;
    this.#total = total;
    this.#token = view;
    this.#pages.put(files, offset);
    this.dispatch("loaded", { from: offset, to: total });
  }

  /** The user wants to go to the file at `place`: whoever shows the list focuses it. */
  reveal(place) {
    this.dispatch("reveal", { place });
  }

  update(change) {
    this.#pages.update(change);
    this.dispatch("update", { change });
  }

  dispatch(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #take({ files, total, view, offset, sections = null }) {
    this.#pages.clear();
    this.#total = total;
    this.#token = view;
    this.#sections = sections;
    this.#pages.put(files, offset);
  }

  /** Loads a page; a call while it is being loaded waits for the same answer. */
  #load(number) {
    const known = this.#pages.get(number);
    if (known?.request || known?.files) return known.request;
    const request = this.#fetch(number, this.#requests.signal);
    this.#pages.set(number, { request });
    return request;
  }

  async #fetch(number, signal) {
    const place = number * PAGE_SIZE;
    try {
      await this.#ordering;
      if (this.at(place)) return;
      const answer = await this.ask({ offset: place, limit: PAGE_SIZE, view: this.#token ?? "new" }, signal);
      if (!signal.aborted) this.#arrive(answer, place);
    } catch (error) {
      if (error.name === "AbortError" || signal.aborted) return;
      this.#pages.set(number, { error });
      this.dispatch("failed", { error, place });
    }
  }

  /** The server may have opened another view, because it no longer knew the one that was asked for. */
  #arrive(answer, place) {
    if (answer.view !== this.#token) {
      this.begin();
      this.replace(answer);
      return;
    }
    this.#pages.put(answer.files, place);
    this.dispatch("loaded", { from: place, to: place + answer.files.length });
  }
}

/** The files of a session and those of the library are numbered separately, so an id alone does not identify a file. */
export function isSameFile(file, other) {
  return file.id === other.id && file.path === other.path;
}
