/* Goes on to the next file by itself, until the user does anything else or the list ends. */
import { announce } from "../shared/announcement-store.js";
import { byId, setAttribute } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

const KEY = "headrace.slideshow-seconds";
const MS = 1000;

export class Slideshow {
  #stage;
  #walk;
  #isRunning = false;
  #timer = 0;

  constructor(stage, walk) {
    this.#stage = stage;
    this.#walk = walk;
    const seconds = byId("slideshow-seconds");
    seconds.value = remembered() ?? seconds.value;
    seconds.addEventListener("change", () => this.#changeInterval(seconds.value));
    byId("slideshow").addEventListener("click", () => this.toggle());
    stage.addEventListener("shown", () => this.#isRunning && this.#wait());
    walk.addEventListener("stay", () => this.stop());
  }

  get isRunning() {
    return this.#isRunning;
  }

  toggle() {
    if (this.#isRunning) this.stop();
    else if (this.#walk.canStep(1)) this.#start();
  }

  stop() {
    if (!this.#isRunning) return;
    this.#set(false);
    clearTimeout(this.#timer);
    announce(translate("viewer-slideshow-stopped"));
  }

  #start() {
    this.#set(true);
    announce(translate("viewer-slideshow-running"));
    this.#wait();
  }

  #set(isRunning) {
    this.#isRunning = isRunning;
    setAttribute(byId("slideshow"), "aria-pressed", String(isRunning));
    for (const icon of byId("slideshow").querySelectorAll("[data-when]"))
      icon.hidden = (icon.dataset.when === "running") !== isRunning;
  }

  #changeInterval(seconds) {
    remember(seconds);
    if (this.#isRunning) this.#wait();
  }

  /** A video is played to its end; a picture stays as long as chosen, from when it can be seen. */
  #wait() {
    clearTimeout(this.#timer);
    const { video } = this.#stage;
    if (video && !video.loop) this.#play(video);
    else this.#timer = setTimeout(() => this.#next(), Number(byId("slideshow-seconds").value) * MS);
  }

  async #play(video) {
    video.addEventListener("ended", () => this.#isRunning && this.#next(), { once: true });
    try {
      await video.play();
    } catch (error) {
      console.info("The video does not play by itself.", error.name);
      this.#timer = setTimeout(() => this.#next(), Number(byId("slideshow-seconds").value) * MS);
    }
  }

  #next() {
    if (this.#walk.canStep(1)) this.#walk.step(1);
    else this.stop();
  }
}

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch (error) {
    console.info("The slideshow's interval is not remembered: storage is not allowed.", error.name);
    return null;
  }
}

function remember(seconds) {
  try {
    localStorage.setItem(KEY, seconds);
  } catch (error) {
    console.info("The slideshow's interval lasts only for this page: storage is not allowed.", error.name);
  }
}
