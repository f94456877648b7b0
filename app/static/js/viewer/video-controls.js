/* A video: seeking, single frames, loop and speed. Loop and speed stay for the next one. */
import { announce } from "../shared/announcement-store.js";
import { byId, setAttribute } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

const SEEK_S = 5;
const FRAMES_PER_SECOND = 25;

export class VideoControls {
  #stage;
  #frameRate = FRAMES_PER_SECOND;
  #isLooping = false;

  /** `stage`: the `ViewerStage` whose video is controlled. */
  constructor(stage) {
    this.#stage = stage;
    byId("frame-back").addEventListener("click", () => this.#stepFrame(-1));
    byId("frame-forward").addEventListener("click", () => this.#stepFrame(+1));
    byId("video-loop").addEventListener("click", () => this.#toggleLoop());
    byId("video-speed").addEventListener("change", () => this.#apply());
  }

  /** `frameRate`: frames per second of the video; null where it is not known. */
  show({ frame_rate: frameRate }) {
    this.#frameRate = frameRate || FRAMES_PER_SECOND;
    byId("viewer-video").hidden = this.#video === null;
    byId("viewer-zoom").hidden = this.#video !== null;
    this.#apply();
  }

  togglePlay() {
    if (this.#video.paused) this.#video.play().catch((error) => console.info("The video does not play.", error.name));
    else this.#video.pause();
  }

  /** Returns whether `key` is one of a video's keys. */
  handleKey(key) {
    const act = this.#video && this.#actions[key];
    act?.();
    return Boolean(act);
  }

  get #video() {
    return this.#stage.video;
  }

  get #actions() {
    return {
      " ": () => this.togglePlay(),
      k: () => this.togglePlay(),
      j: () => this.#seek(-SEEK_S),
      l: () => this.#seek(SEEK_S),
      ",": () => this.#stepFrame(-1),
      ".": () => this.#stepFrame(+1),
      "<": () => this.#changeSpeed(-1),
      ">": () => this.#changeSpeed(+1),
      r: () => this.#toggleLoop(),
      m: () => this.#toggleSound(),
    };
  }

  #apply() {
    setAttribute(byId("video-loop"), "aria-pressed", String(this.#isLooping));
    if (!this.#video) return;
    this.#video.loop = this.#isLooping;
    this.#video.playbackRate = Number(byId("video-speed").value);
  }

  #seek(seconds) {
    this.#video.currentTime = Math.min(Math.max(0, this.#video.currentTime + seconds), this.#video.duration || 0);
  }

  /** Goes to the middle of the next frame, where rounding cannot lead to the one beside it. */
  #stepFrame(step) {
    this.#video.pause();
    const frame = Math.floor(this.#video.currentTime * this.#frameRate + 1e-6) + step;
    const last = Math.max(0, Math.ceil((this.#video.duration || 0) * this.#frameRate) - 1);
    this.#video.currentTime = (Math.min(Math.max(0, frame), last) + 0.5) / this.#frameRate;
  }

  #changeSpeed(step) {
    const speeds = byId("video-speed");
    speeds.selectedIndex = Math.min(Math.max(0, speeds.selectedIndex + step), speeds.length - 1);
    this.#apply();
    announce(translate("viewer-speed-now", { speed: Number(speeds.value) }));
  }

  #toggleLoop() {
    this.#isLooping = !this.#isLooping;
    this.#apply();
    announce(this.#isLooping ? translate("viewer-looped") : translate("viewer-not-looped"));
  }

  #toggleSound() {
    this.#video.muted = !this.#video.muted;
    announce(this.#video.muted ? translate("viewer-muted") : translate("viewer-sound-on"));
  }
}
