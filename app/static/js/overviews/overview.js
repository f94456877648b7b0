/* A part of the library page that a button opens above the files, and that shows the search of the list. */
import { byId, setAttribute, setHidden, setText } from "../shared/dom.js";

const OPEN_KEY = "headrace.library.";

export class Overview {
  #name;
  #isStale = true;
  #request = null;
  /** A `LibraryFileList`. */
  list;

  /** `name`: of its elements; `live`: a `LibraryLive`. */
  constructor(name, list, live) {
    this.#name = name;
    this.list = list;
    byId(`${name}-toggle`).addEventListener("click", () => this.#setOpen(this.section.hidden));
    byId(`${name}-close`).addEventListener("click", () => this.#close());
    list.addEventListener("loading", () => this.follow());
    for (const event of ["indexed", "reload"]) live.addEventListener(event, () => this.follow());
  }

  /** Shows the button, and what was open before. To be called when it can be used. */
  begin() {
    setHidden(byId(`${this.#name}-toggle`), false);
    this.#setOpen(sessionStorage.getItem(OPEN_KEY + this.#name) === "yes");
  }

  get section() {
    return byId(this.#name);
  }

  /** Loads what there is now: at once if it is seen, otherwise when it is opened. */
  async follow() {
    this.#isStale = true;
    if (this.section.hidden) return;
    this.#isStale = false;
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    try {
      await this.load(request.signal);
      this.#showProblem("");
    } catch (error) {
      if (!request.signal.aborted) this.#showProblem(`${error.message} ${error.cure ?? ""}`);
    }
  }

  #close() {
    this.#setOpen(false);
    byId(`${this.#name}-toggle`).focus();
  }

  #setOpen(isOpen) {
    setHidden(this.section, !isOpen);
    setAttribute(byId(`${this.#name}-toggle`), "aria-expanded", isOpen);
    sessionStorage.setItem(OPEN_KEY + this.#name, isOpen ? "yes" : "no");
    if (isOpen && this.#isStale) this.follow();
  }

  #showProblem(text) {
    setText(byId(`${this.#name}-problem`), text);
    setHidden(byId(`${this.#name}-problem`), text === "");
  }
}
