/* The files of the search that a guest link shows. */
import { FileListStore } from "../file/file-list-store.js";
import { guestFiles } from "./guest-api.js";

/** Dispatches, besides the events of its base, `lost` ({ error }) when the search could not be loaded. */
export class GuestFileList extends FileListStore {
  #secret;

  constructor(secret) {
    super();
    this.#secret = secret;
  }

  async load() {
    const signal = this.begin();
    try {
      const found = await this.ask({ offset: 0, view: "new" }, signal);
      if (!signal.aborted) this.replace(found);
    } catch (error) {
      if (error.name !== "AbortError" && !signal.aborted) this.dispatch("lost", { error });
    }
  }

  /** Guests are told no ids; the address of a thumbnail names its file as well. */
  async ask({ offset, view }, signal) {
    const found = await guestFiles(this.#secret, { offset, view }, signal);
    return { ...found, files: found.files.map((file) => ({ ...file, id: file.thumbnail })) };
  }
}
