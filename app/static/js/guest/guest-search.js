/* The files of the search that a guest link shows, in the same grid as everywhere. */
import { VirtualGrid } from "../grid/virtual-grid.js";
import { byId, setHidden, setText } from "../shared/dom.js";
import { showReveal, startReveal } from "../shared/nsfw-blur.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { GUEST_CARDS } from "./guest-card.js";
import { GuestFileList } from "./guest-file-list.js";
import { showOver } from "./over.js";

export class GuestSearch {
  #list;
  #grid;

  constructor(secret) {
    this.#list = new GuestFileList(secret);
    this.#grid = new VirtualGrid(this.#list, byId("grid"), GUEST_CARDS);
  }

  start() {
    startReveal();
    this.#list.addEventListener("list", () => this.#showList());
    this.#list.addEventListener("loaded", () => this.#showRevealButton());
    for (const name of ["lost", "failed"]) {
      this.#list.addEventListener(name, ({ detail }) => this.#showFailure(detail.error));
    }
    byId("guest-retry").addEventListener("click", () => this.#load());
    this.#grid.goBack(null);
    this.#load();
  }

  #load() {
    setHidden(byId("guest-retry"), true);
    byId("grid").setAttribute("aria-busy", "true");
    this.#list.load();
  }

  #showList() {
    const { total } = this.#list;
    byId("grid").setAttribute("aria-busy", "false");
    setHidden(byId("guest-empty"), total > 0);
    setText(byId("guest-total"), `${translate("guest-total", { files: total })} `);
    this.#showRevealButton();
  }

  #showRevealButton() {
    if (this.#list.files.some(({ is_nsfw: isNsfw }) => isNsfw)) showReveal(true);
  }

  #showFailure(error) {
    byId("grid").setAttribute("aria-busy", "false");
    if (error.isLost) {
      showOver("guest-search");
      return;
    }
    showError(error);
    setHidden(byId("guest-retry"), this.#list.total > 0);
  }
}
