/* Which file of the list is looked at, and the way to others. A step to a file that is still being loaded is made when
   it arrives: no key press is lost to a slow answer. */
import { isSameFile } from "../file/file-list-store.js";

/** Dispatches `arrive` ({ file, place }) for each file that is reached, and `stay` when there was none to reach. */
export class FileWalk extends EventTarget {
  #list;
  #file = null;
  #place = -1;
  #isListed = false;
  /* A step to a file that is being loaded, with the steps requested since; null: none. */
  #pending = null;

  /** `list`: the `FileListStore` that is walked through. */
  constructor(list) {
    super();
    this.#list = list;
  }

  get file() {
    return this.#file;
  }

  /** The place of the file in the list; -1: it is not known. */
  get place() {
    return this.#place;
  }

  /** Whether the file is known to be in the list. */
  get isListed() {
    return this.#isListed;
  }

  get isPending() {
    return this.#pending !== null;
  }

  /** Starts at `file`. `place`: -1 when it is not in the list. */
  begin(file, place) {
    this.#pending = null;
    this.#reach(file, place);
  }

  /** The user has gone elsewhere. */
  abandon() {
    this.#pending = null;
  }

  /** Whether there is a file so many steps on. */
  canStep(steps) {
    return this.#target(steps) !== null;
  }

  /** Goes `steps` files on, or to the last one on that way. */
  async step(steps) {
    if (this.#pending) this.#pending.steps += steps;
    else if (this.#place >= 0 && steps !== 0) await this.#go(this.#nearest(steps));
  }

  /** Goes to the first file of the list, or to the last. */
  async goToEnd(side) {
    if (this.#place >= 0) await this.#go(side < 0 ? 0 : this.#list.total - 1);
  }

  async goTo(place) {
    await this.#go(place);
  }

  /** The list has changed: returns the file as it is now. `change(file)` updates one that has left the list. */
  refresh(change) {
    const here = this.#list.at(this.#place);
    const place = here && isSameFile(here, this.#file) ? this.#place : this.#list.placeOf(this.#file);
    this.#isListed = place >= 0;
    // Of a file that has left the list the place stays: its neighbours are still there.
    if (this.#isListed) this.#place = place;
    this.#file = this.#isListed ? this.#list.at(place) : change(this.#file);
    return this.#file;
  }

  /** The file is shown with more than the list has of it. */
  keep(file) {
    this.#file = file;
  }

  async #go(place) {
    if (place === null || (place === this.#place && this.#isListed)) return;
    const listed = this.#list.at(place);
    if (listed) await this.#arrive(listed, place, 0);
    else await this.#load(place);
  }

  async #load(place) {
    const pending = { steps: 0 };
    this.#pending = pending;
    const file = await this.#list.fetchAt(place);
    if (this.#pending !== pending) return;
    this.#pending = null;
    if (file) await this.#arrive(file, place, pending.steps);
    else this.dispatchEvent(new CustomEvent("stay"));
  }

  /** Shows `file`, then makes the `steps` that were requested while it was being loaded. */
  async #arrive(file, place, steps) {
    this.#pending = null;
    // It seemed to have left the list, but the part of the list around it was only not loaded.
    if (isSameFile(file, this.#file)) {
      this.#place = place;
      this.#isListed = true;
      await this.step(steps + 1);
    } else {
      this.#reach(file, place);
      await this.step(steps);
    }
  }

  #reach(file, place) {
    this.#file = file;
    this.#place = place;
    this.#isListed = place >= 0;
    this.dispatchEvent(new CustomEvent("arrive", { detail: { file, place } }));
  }

  /** Returns the place so many steps on; null when there is none. The file after one that has left has its place. */
  #target(steps) {
    if (this.#place < 0) return null;
    const place = this.#place + steps - (!this.#isListed && steps > 0 ? 1 : 0);
    return place >= 0 && place < this.#list.total ? place : null;
  }

  #nearest(steps) {
    const one = Math.sign(steps);
    for (let left = steps; left !== 0; left -= one) if (this.canStep(left)) return this.#target(left);
    return null;
  }
}
