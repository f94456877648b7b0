/* The files that the preview lists: one view (filters, order, page) at a time, kept in the address. */
import { commitPlan } from "../commit/commit-plan-store.js";
import { FileListStore, isSameFile } from "../file/file-list-store.js";
import { api } from "../shared/api.js";
import { replaceRoute } from "../shared/route.js";
import { isCommittable } from "../shared/status.js";
import { withFolds } from "./preview-files.js";
import { apiQuery, duplicatesQuery, isFolded, queryFor, viewFrom } from "./preview-query.js";

/** Dispatches, besides the events of its base, `loading` and `failed` ({ error, isWalk }). */
export class PreviewFileList extends FileListStore {
  #sessionId = null;
  #view = viewFrom({});
  #about = null;
  #found = null;
  #request = null;
  #isWalking = false;

  /** Whether the files of a stack are folded into one card. */
  isFolding = false;

  get sessionId() {
    return this.#sessionId;
  }

  get view() {
    return this.#view;
  }

  /** The session as the API describes it; null until it is known. */
  get about() {
    return this.#about;
  }

  /** The newest answer of the API. */
  get found() {
    return this.#found;
  }

  /** Whether the detail is loading a neighbouring page. */
  get isWalking() {
    return this.#isWalking;
  }

  /** Shows session `sessionId` as the address's `query` says. */
  open(sessionId, query) {
    if (sessionId !== this.#sessionId) this.#forget();
    this.#sessionId = sessionId;
    this.#view = viewFrom(query);
    return this.load();
  }

  /** Changes the view. A change of anything but the page starts at the first page. */
  change(changes) {
    this.#view = { ...this.#view, page: 1, ...changes };
    this.#keepAddress();
    return this.load();
  }

  /**
   * Loads the files of the view. Resolves to whether they are shown now; undefined: another request has replaced this
   * one. `isWalk`: the detail asks, and what is shown stays if the request fails.
   */
  async load({ isWalk = false } = {}) {
    this.#request?.abort();
    this.#request = new AbortController();
    const { signal } = this.#request;
    this.dispatch("loading");
    try {
      const [found, about] = await Promise.all([this.#ask(signal), api.session(this.#sessionId)]);
      await commitPlan.load(this.#sessionId, isCommittable(about.status));
      if (signal.aborted) return undefined;
      if ((found.groups ?? found.files).length === 0 && found.total > 0) return this.change({ page: found.pages });
      this.#take(found, about);
      return true;
    } catch (error) {
      if (error.name === "AbortError" || signal.aborted) return undefined;
      this.dispatch("failed", { error, isWalk });
      return false;
    }
  }

  hasMore(step) {
    const page = this.#view.page + step;
    return page >= 1 && page <= (this.#found?.pages ?? 0);
  }

  /**
   * Loads the page before or after. Choices made on the way may have taken files out of the list, so the current page
   * is loaded again first.
   */
  async fetchMore(step, place) {
    this.#isWalking = true;
    try {
      const passed = step > 0 ? this.files.slice(0, place + 1) : this.files.slice(place);
      const { page } = this.#view;
      const sessionId = this.#sessionId;
      const isHere = () => sessionId === this.#sessionId && document.body.dataset.step === "preview";
      if (!(await this.load({ isWalk: true })) || !isHere()) return null;
      const next = this.#view.page === page ? placeBeside(this.files, passed, step) : this.#endOf(step);
      if (this.at(next)) return next;
      return this.hasMore(step) ? await this.#walkToPage(step, isHere) : null;
    } finally {
      this.#isWalking = false;
    }
  }

  /** A page without files gives way to the last page. A walk then continues at its beginning, or at its end. */
  #endOf(step) {
    return step > 0 ? this.files.length : this.files.length - 1;
  }

  async #walkToPage(step, isHere) {
    const before = this.#view;
    this.#view = { ...before, page: before.page + step };
    const isShown = await this.load({ isWalk: true });
    if (isShown === false) this.#view = before;
    if (!isShown || !isHere()) return null;
    this.#keepAddress();
    return step > 0 ? 0 : this.files.length - 1;
  }

  #forget() {
    this.clear();
    this.#about = null;
    this.#found = null;
  }

  #ask(signal) {
    if (this.#view.show === "duplicates") return api.duplicates(this.#sessionId, duplicatesQuery(this.#view), signal);
    return api.files(this.#sessionId, apiQuery(this.#view, this.isFolding), signal);
  }

  #take(found, about) {
    this.#found = found;
    this.#about = about;
    const files = found.groups ? found.groups.flatMap((group) => group.files) : this.#folded(found.files);
    this.replace(files);
  }

  #folded(files) {
    return withFolds(files, isFolded(this.#view, this.isFolding));
  }

  #keepAddress() {
    replaceRoute({ step: "preview", sessionId: this.#sessionId, query: queryFor(this.#view) });
  }
}

/** Returns where a walk continues in `files`: of the `passed` ones some may be gone, and others moved by an edit. */
function placeBeside(files, passed, step) {
  const isPassed = (file) => passed.some((other) => isSameFile(other, file));
  if (step < 0) return files.findIndex(isPassed) - 1;
  let place = files.filter(isPassed).length;
  while (files[place] && isPassed(files[place])) place += 1;
  return place;
}
