/* One of the pictures that are compared, on a stage of its own. */
import { buildMedia } from "../media/file-media.js";
import { element, fragment, setFlag, setText } from "../shared/dom.js";
import { count } from "../shared/format.js";
import { isRevealed } from "../shared/nsfw-blur.js";
import { translate } from "../texts/translate.js";
import { ZoomPane } from "../zoom/zoom-pane.js";

export class ComparePane {
  #file;
  #number;
  #zoom;
  element = fragment("compare-pane");

  /** `number`: from 1, as in the table of differences. */
  constructor(file, number) {
    this.#file = file;
    this.#number = number;
    this.#zoom = new ZoomPane(this.#stage);
    setText(this.element.querySelector(".compare-number"), number);
    setText(this.element.querySelector(".compare-name"), file.name);
    this.element.querySelector(".compare-name").title = file.path;
    setFlag(this.element, "veiled", Boolean(file.nsfw?.is_nsfw) && !isRevealed());
  }

  get file() {
    return this.#file;
  }

  get zoom() {
    return this.#zoom;
  }

  /** Shows the picture; the pane has to be in the document. Resolves when it is shown. */
  async show() {
    const { element: media, picture, ready } = buildMedia(this.#file);
    this.element.querySelector(".compare-media").replaceChildren(media);
    const { width, height } = this.#file;
    if (picture && width && height) this.#zoom.show(picture, { width, height });
    const { size, note } = await ready;
    if (picture?.isConnected && size && !width) this.#zoom.show(picture, size);
    const facts = [size && `${count(size.width)} × ${count(size.height)}`, note].filter(Boolean);
    this.element.querySelector(".compare-facts").replaceChildren(...facts.map((text) => element("span", { text })));
    const label = translate("compare-picture", { number: this.#number, name: this.#file.name });
    this.#stage.setAttribute("aria-label", label);
  }

  get #stage() {
    return this.element.querySelector(".compare-stage");
  }
}
