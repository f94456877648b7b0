/* Loads the pictures beside the one that is shown, so that a step shows them at once. */
import { likelySource } from "../media/file-media.js";

export class Preloader {
  #images = [];

  /** Loads the pictures of `files`, of which some may be undefined, and forgets all others. */
  load(files) {
    const addresses = files.filter(Boolean).map(likelySource).filter(Boolean);
    const known = new Map(this.#images.map((image) => [image.dataset.address, image]));
    this.#images = addresses.map((address) => known.get(address) ?? loading(address));
  }
}

function loading(address) {
  const image = new Image();
  image.decoding = "async";
  image.fetchPriority = "low";
  image.dataset.address = address;
  image.src = address;
  return image;
}
