/* A part of the library page that a button opens above the files, and that shows the search of the list. */
import { byId, setAttribute, setHidden, setText } from "../shared/dom.js";

const OPEN_KEY = "headrace.library.";

export class Overview {
  #name;
  #elements;
  #isStale = true;
  #request = null;
  /** A `LibraryFileList`. */
  list;

  /** `name`: the id of its section, with which those of its buttons begin; `live`: a `LibraryLive`. */
  constructor(name, list, live) {
    this.#name = name;
    const elements = {
      section: byId(name),
      toggle: byId(`${name}-toggle`),
      close: byId(`${name}-close`),
      problem: byId(`${name}-problem`),
    };
    this.#elements = elements;
    this.list = list;
    elements.toggle.addEventListener("click", () => this.#setOpen(elements.section.hidden));
    elements.close.addEventListener("click", () => this.#close());
    list.addEventListener("loading", () => this.follow());
    for (const event of ["indexed", "reload"]) live.addEventListener(event, () => this.follow());
  }

  /** Shows the button, and what was open before. To be called when it can be used. */
  begin() {
    setHidden(this.#elements.toggle, false);
    this.#setOpen(sessionStorage.getItem(OPEN_KEY + this.#name) === "yes");
  }

  /** Loads what there is now: at once if it is seen, otherwise when it is opened. */
  async follow() {
    this.#isStale = true;
    if (this.#elements.section.hidden) return;
    this.#isStale = false;
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    try {
      await this.load(request.signal);
      this.#showProblem("");
    } catch (error) {
      if (request.signal.aborted) return;
      this.#isStale = true; // opened again, it is loaded again
      this.#showProblem(`${error.message} ${error.cure ?? ""}`);
    }
  }

  #close() {
    this.#setOpen(false);
    this.#elements.toggle.focus();
  }

  #setOpen(isOpen) {
    setHidden(this.#elements.section, !isOpen);
    setAttribute(this.#elements.toggle, "aria-expanded", isOpen);
    sessionStorage.setItem(OPEN_KEY + this.#name, isOpen ? "yes" : "no");
    if (isOpen && this.#isStale) this.follow();
  }

  #showProblem(text) {
    setText(this.#elements.problem, text);
    setHidden(this.#elements.problem, text === "");
  }
}
