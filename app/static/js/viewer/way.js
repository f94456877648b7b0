/* Where one is in the list, and the ways on: the number, Previous and Next, the filmstrip. */
import { announce } from "../shared/announcement-store.js";
import { byId, setText } from "../shared/dom.js";
import { count } from "../shared/format.js";
import { translate } from "../texts/translate.js";
import { Filmstrip } from "./filmstrip.js";
import { Preloader } from "./preloader.js";

/* So many files before and after the one that is shown are listed, for the filmstrip and for the next steps. */
const AHEAD = 20;
const BUTTONS = { "detail-previous": -1, "detail-next": +1 };

export class Way {
  #list;
  #walk;
  #filmstrip;
  #preloader = new Preloader();

  /** `walk`: the `FileWalk` through `list`. */
  constructor(list, walk) {
    this.#list = list;
    this.#walk = walk;
    this.#filmstrip = new Filmstrip(list, (place) => walk.goTo(place));
    for (const [id, step] of Object.entries(BUTTONS)) byId(id).addEventListener("click", () => walk.step(step));
    walk.addEventListener("stay", () => this.show());
  }

  /** Shows the way on from the file that is looked at. While one is being loaded, all buttons can be pressed. */
  show() {
    const { place } = this.#walk;
    const { total } = this.#list;
    if (place >= 0) this.#list.see(Math.max(0, place - AHEAD), Math.min(total, place + AHEAD + 1));
    this.#filmstrip.show(place);
    setText(byId("viewer-place"), place < 0 ? "" : `${count(place + 1)} / ${count(total)}`);
    if (this.#walk.isPending) return;
    for (const [id, step] of Object.entries(BUTTONS)) enable(byId(id), this.#walk.canStep(step));
  }

  /** Tells those who do not see it which file is shown. */
  announce({ name }) {
    const { place } = this.#walk;
    const { total } = this.#list;
    announce(place < 0 ? name : translate("viewer-place-spoken", { name, number: place + 1, total }));
  }

  /** Loads the pictures on both sides of the one that is shown. */
  preload() {
    const { place } = this.#walk;
    this.#preloader.load([this.#list.at(place + 1), this.#list.at(place - 1)]);
  }

  clear() {
    this.#filmstrip.show(-1);
    this.#preloader.load([]);
  }
}

/** A button that is disabled gives its focus away first. */
function enable(button, isPossible) {
  if (!isPossible && button === document.activeElement) byId("viewer-stage").focus();
  button.disabled = !isPossible;
}
