/* One file in full size, with everything that is known about it, and the way to the others of its list. */
import { Comparison } from "../compare/comparison.js";
import { keepWhole } from "../file/excerpts.js";
import { shownKey } from "../file/file-card.js";
import { isSameFile } from "../file/file-list-store.js";
import { keyHelp } from "../keys/key-help-store.js";
import { byId } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";
import { FileWalk } from "./file-walk.js";
import { keyActions } from "./key-actions.js";
import { ShownFile } from "./shown-file.js";
import { Slideshow } from "./slideshow.js";
import { keyOf, namedBy, ViewerAddress } from "./viewer-address.js";
import { handlesKey, VIEWER_KEYS } from "./viewer-keys.js";
import { ViewerLayout } from "./viewer-layout.js";
import { ViewerStage } from "./viewer-stage.js";
import { Way } from "./way.js";

export class FileViewer {
  #list;
  #dialog = byId("detail");
  #stage = new ViewerStage();
  #layout = new ViewerLayout();
  #walk;
  #shownFile;
  #slideshow;
  #way;
  #comparison;
  #address;
  #shown = null;

  /** `list`: the `FileListStore` that Previous and Next walk through. */
  constructor(list) {
    this.#list = list;
    this.#walk = new FileWalk(list);
    this.#shownFile = new ShownFile(list, this.#stage);
    this.#slideshow = new Slideshow(this.#stage, this.#walk);
    this.#way = new Way(list, this.#walk);
    this.#comparison = new Comparison((file) => list.fetchWhole(file));
    this.#address = new ViewerAddress({ onOpen: (...named) => this.#openNamed(...named), onClose: () => this.close() });
    this.#followList();
    this.#followHand();
    for (const section of VIEWER_KEYS) keyHelp.add(section);
  }

  get isOpen() {
    return this.#dialog.open;
  }

  /** Shows the file at `place` of the list. */
  show(place) {
    const file = this.#list.at(place);
    if (file) this.#open(file, place);
  }

  /** Shows two to four files beside each other. `keep`: see `Comparison.open`. */
  openCompare(files, keep = null) {
    this.#comparison.open(files, keep);
  }

  /** The user has gone elsewhere. */
  close() {
    this.#walk.abandon();
    this.#dialog.close();
  }

  #followList() {
    this.#list.addEventListener("list", () => (this.isOpen ? this.#refresh() : this.#openAddress()));
    this.#list.addEventListener("loaded", () => this.isOpen && this.#loaded());
    this.#list.addEventListener("failed", ({ detail }) => this.isOpen && showError(detail.error));
    this.#list.addEventListener("update", ({ detail }) => this.#refresh(detail?.change));
    this.#walk.addEventListener("arrive", ({ detail }) => this.#arrive(detail));
  }

  #loaded() {
    if (this.#walk.isListed) this.#way.show();
    else this.#refresh();
  }

  #followHand() {
    byId("detail-close").addEventListener("click", () => this.#dialog.close());
    this.#stage.addEventListener("swipe", ({ detail }) => this.#walk.step(detail.step));
    this.#stage.addEventListener("pull", () => this.#dialog.close());
    this.#stage.addEventListener("hand", () => this.#slideshow.stop());
    this.#stage.addEventListener("shown", () => this.#way.preload());
    this.#dialog.addEventListener("pointerdown", ({ target }) => {
      if (!target.closest(".viewer-show")) this.#slideshow.stop();
    });
    this.#dialog.addEventListener("close", () => this.#closed());
    this.#dialog.addEventListener("cancel", (event) => this.#layout.closeSheet() && event.preventDefault());
    this.#dialog.addEventListener("keydown", (event) => this.#handleKey(event));
  }

  // ---- Opening and closing

  #open(file, place) {
    if (!this.isOpen) {
      this.#layout.open();
      this.#dialog.showModal();
      byId("viewer-stage").focus();
    }
    this.#address.enter(keyOf(file), place);
    this.#walk.begin(file, place);
  }

  /** The page was opened at the address of a file, and its list has come. */
  #openAddress() {
    const { named } = this.#address;
    if (named) this.#openNamed(named.key, named.place);
  }

  /** Opens the file that the address names, at its place if that is known. */
  async #openNamed(key, place) {
    try {
      const whole = await this.#list.fetchWhole(namedBy(key));
      if (place >= 0 && this.#list.placeOf(whole) < 0) await this.#list.fetchAt(place);
      if (this.#address.named?.key !== key) return;
      const found = this.#list.placeOf(whole);
      this.#open(found >= 0 ? this.#list.at(found) : whole, found);
    } catch (error) {
      if (this.#address.named?.key !== key) return;
      this.#address.forget();
      showError(error);
    }
  }

  /** Focuses the card of the file shown last. A pending step focuses its own card when it arrives. */
  #closed() {
    if (this.isOpen) return; // It was opened again before the event of its closing came.
    this.#slideshow.stop();
    this.#layout.close();
    this.#stage.clear();
    this.#way.clear();
    this.#shown = null;
    this.#address.leave();
    if (!this.#walk.isPending) this.#focusCard(this.#walk.place);
  }

  /** The grid moves its card into view; of groups of copies all cards are there. */
  #focusCard(place) {
    if (place < 0) return;
    this.#list.reveal(place);
    document.querySelector(`.file-card[data-place="${place}"] .file-open`)?.focus({ preventScroll: true });
  }

  // ---- Keys

  #handleKey(event) {
    if (!handlesKey(event)) return;
    if (this.#press(event)) event.preventDefault();
    if (event.key !== "s") this.#slideshow.stop();
  }

  /** Returns whether the key has a meaning. */
  #press({ key, shiftKey }) {
    if (this.#stage.pane.handleArrow(key)) return true;
    if (!(shiftKey && key === " ") && this.#shownFile.handleVideoKey(key)) return true;
    const parts = { walk: this.#walk, pane: this.#stage.pane, layout: this.#layout, slideshow: this.#slideshow };
    const act = keyActions(parts, shiftKey)[key] ?? (() => this.#shownFile.handleKey(key));
    return act() !== false;
  }

  // ---- Showing

  /** A file that is reached after the viewer was closed is not shown: its card gets the focus. */
  #arrive({ file, place }) {
    if (!this.isOpen) {
      this.#focusCard(place);
      return;
    }
    this.#shown = file;
    this.#shownFile.show(file);
    this.#address.move(keyOf(file), place);
    this.#way.show();
    if (!this.#slideshow.isRunning) this.#way.announce(file);
  }

  /** The list has changed. The file that is shown stays; `change(file)` updates one that is no longer in the list. */
  #refresh(change = (file) => file) {
    if (!this.isOpen || !this.#shown) return;
    const file = keepWhole(this.#walk.refresh(change), this.#shown);
    const isOther = shownKey(file) !== shownKey(this.#shown) || !isSameFile(file, this.#shown);
    this.#shown = file;
    this.#walk.keep(file);
    this.#shownFile.refresh(file, { isOther });
    this.#way.show();
  }
}
