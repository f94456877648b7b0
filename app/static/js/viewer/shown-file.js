/* The file that the viewer shows: its picture or video on the stage, and what is known about it in the panel. Of a
   picture of several files it may be another one than the listed one. */
import { FilePanel } from "../panel/file-panel.js";
import { FileRetry } from "./file-retry.js";
import { ItemFiles } from "./item-files.js";
import { VideoControls } from "./video-controls.js";

export class ShownFile {
  #stage;
  #panel;
  #item;
  #video;
  #retry;
  #file = null;

  /** `list`: the `FileListStore` that the files are from; `stage`: the `ViewerStage`. */
  constructor(list, stage) {
    this.#stage = stage;
    this.#panel = new FilePanel(list);
    this.#video = new VideoControls(stage);
    this.#retry = new FileRetry(stage);
    this.#item = new ItemFiles(list);
    this.#item.addEventListener("choose", () => this.#showAll());
  }

  /** Shows another file of the list. */
  show(file) {
    this.#file = file;
    this.#item.show(file);
    this.#showAll();
  }

  /** Shows the listed file as it is now; `isOther`: its picture is another one. */
  refresh(file, { isOther }) {
    this.#file = file;
    this.#item.refresh(file);
    if (isOther) this.#stage.show(this.#item.shown);
    this.#panel.refresh(file, this.#item.shown);
    this.#retry.show(file);
  }

  /** Returns whether `key` is one of a video's keys. */
  handleVideoKey(key) {
    return this.#video.handleKey(key);
  }

  /** Returns whether `key` is one of the panel's keys. */
  handleKey(key) {
    return key === "v" ? this.#item.next() : this.#panel.handleKey(key);
  }

  #showAll() {
    const { shown } = this.#item;
    this.#stage.show(shown);
    this.#panel.show(this.#file, shown);
    this.#video.show(shown);
    this.#retry.show(this.#file);
  }
}
