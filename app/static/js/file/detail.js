/* One file, large, with everything that is known about it. */
import { commitPlan } from "../commit/commit-plan-store.js";
import { byId, setFlag, setText } from "../shared/dom.js";
import { splitPath } from "../shared/format.js";
import { isRevealed } from "../shared/nsfw-blur.js";
import { changesParts } from "./detail-changes.js";
import { DetailChoice } from "./detail-choice.js";
import { DetailEdit } from "./detail-edit.js";
import { buildMedia } from "./detail-media.js";
import { detailParts } from "./detail-parts.js";
import { isSameFile } from "./file-list-store.js";

export class FileDetail {
  #list;
  #dialog = byId("detail");
  #choice = new DetailChoice();
  #edit = new DetailEdit();
  #shown = null;
  /* The place of `shown` in the list; -1: it is no longer there. */
  #place = -1;
  /* A step to a file that is being loaded, with the steps requested since; null: none. */
  #pending = null;

  /** `list`: the `FileListStore` that Previous and Next walk through. */
  constructor(list) {
    this.#list = list;
    list.addEventListener("list", () => this.#refresh());
    list.addEventListener("update", ({ detail }) => this.#refresh(detail.change));
    list.addEventListener("more", () => this.#showWalk());
    byId("detail-close").addEventListener("click", () => this.#dialog.close());
    byId("detail-previous").addEventListener("click", () => this.#walk(-1));
    byId("detail-next").addEventListener("click", () => this.#walk(+1));
    byId("detail-reveal").addEventListener("click", () => veil(false));
    this.#dialog.addEventListener("click", ({ target }) => target === this.#dialog && this.#dialog.close());
    this.#dialog.addEventListener("close", () => this.#closed());
    this.#dialog.addEventListener("keydown", (event) => this.#handleKey(event));
  }

  /** Shows the file at `place` of the list. */
  show(place) {
    const file = this.#list.at(place);
    if (!file) return;
    this.#place = place;
    this.#pending = null;
    this.#fill(file);
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#list.reached(place);
  }

  /** The user has gone elsewhere. */
  close() {
    this.#pending = null;
    this.#dialog.close();
  }

  /** The list has changed. The file that is shown stays; `change(file)` updates one that is no longer in the list. */
  #refresh(change = (file) => file) {
    if (!this.#dialog.open) return;
    const here = this.#list.at(this.#place);
    if (!here || !isSameFile(here, this.#shown)) this.#place = this.#list.placeOf(this.#shown);
    this.#showFacts(this.#list.at(this.#place) ?? change(this.#shown));
    this.#showWalk();
  }

  // ---- Keys

  #handleKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("video, [type=text]")) return;
    if (this.#press(event.key, event.target)) event.preventDefault();
  }

  /** Returns whether the key has a meaning. On the radio buttons of the score, arrow keys change the score. */
  #press(key, target) {
    const step = { ArrowLeft: -1, ArrowRight: +1 }[key];
    if (step && !target.matches("[type=radio]")) this.#walk(step);
    else if (key === "x") this.#choice.toggle();
    else return this.#edit.handleKey(key);
    return true;
  }

  // ---- Walking

  /** A step to a file that is being loaded is made when it arrives: no key press is lost to a slow answer. */
  async #walk(step) {
    if (this.#pending) this.#pending.steps += step;
    else if (this.#canWalk(step)) this.show(this.#place + step);
    else if (this.#list.hasMore(step) && this.#place >= 0) await this.#walkOn(step);
  }

  async #walkOn(step) {
    const pending = { steps: 0 };
    this.#pending = pending;
    const next = await this.#list.fetchMore(step, this.#place);
    if (this.#pending !== pending) return;
    this.#pending = null;
    if (!this.#dialog.open) focusCard(next ?? this.#place);
    else if (next === null) this.#showWalk();
    else await this.#arrive(next, pending.steps);
  }

  /** Shows the file at `place`, then makes the `steps` that were requested while it was being loaded. */
  async #arrive(place, steps) {
    this.show(place);
    for (let left = steps; left !== 0; left -= Math.sign(left)) await this.#walk(Math.sign(left));
  }

  #canWalk(step) {
    return this.#place >= 0 && this.#list.at(this.#place + step) !== undefined;
  }

  /** Enables the buttons where there is a file to go to. A button that is disabled gives its focus away first. */
  #showWalk() {
    if (this.#pending) return;
    for (const [name, step] of [
      ["previous", -1],
      ["next", +1],
    ]) {
      const button = byId(`detail-${name}`);
      const isOver = !this.#canWalk(step) && (this.#place < 0 || !this.#list.hasMore(step));
      if (isOver && button === document.activeElement) byId("detail-close").focus();
      button.disabled = isOver;
    }
  }

  /** Focuses the card of the file shown last. A pending step focuses its own card when it arrives. */
  #closed() {
    byId("detail-media").replaceChildren();
    if (!this.#pending) focusCard(this.#place);
  }

  // ---- Showing

  #fill(file) {
    setText(byId("detail-name"), file.name);
    setText(byId("detail-path"), splitPath(file.path)[0]);
    byId("detail-media").replaceChildren(buildMedia(file));
    this.#showFacts(file);
    byId("detail-body").scrollTop = 0;
    this.#showWalk();
    veil(Boolean(file.nsfw?.is_nsfw) && !isRevealed());
  }

  #showFacts(file) {
    this.#shown = file;
    this.#choice.show(file);
    byId("detail-changes").replaceChildren(...changesParts(file));
    this.#edit.show(file);
    byId("detail-parts").replaceChildren(...detailParts(file, { isEdited: commitPlan.mayEdit(file) }));
  }
}

function focusCard(place) {
  const card = document.querySelector(`.file-card[data-place="${place}"]`) ?? document.querySelector(".file-card");
  card?.querySelector(".file-open").focus();
}

function veil(isOn) {
  setFlag(byId("detail"), "veiled", isOn);
  byId("detail-reveal").hidden = !isOn;
}
