/* The large picture or video of the detail, or the reason why there is none. */
import { element, fragment } from "../shared/dom.js";

const ALT_LENGTH = 300;

export function buildMedia(file) {
  if (file.relation === "gone") return libraryThumbnail(file);
  if (file.outcome === "failed" && !file.thumbnail) return placeholder("This file could not be read.");
  return file.kind === "video" ? video(file) : picture(file);
}

/** Formats that a browser does not show (TIFF, HEIC …) fall back to the thumbnail. */
function picture(file) {
  const { width, height } = file;
  const alt = file.generation?.prompt?.slice(0, ALT_LENGTH) ?? file.name;
  const large = element("img", { alt, width, height, decoding: "async" });
  large.addEventListener("error", () => {
    if (file.thumbnail && large.getAttribute("src") !== file.thumbnail) large.src = file.thumbnail;
    else large.replaceWith(placeholder("There is no picture to show."));
  });
  large.src = file.original ?? file.thumbnail;
  return large;
}

/** The library still has the thumbnail of a file that is gone. */
function libraryThumbnail(file) {
  if (!file.thumbnail) return placeholder("This file is no longer on the disk.");
  return element("img", { alt: file.name, src: file.thumbnail, decoding: "async" });
}

function video({ thumbnail, width, height, original }) {
  const size = { width, height };
  const player = element("video", { controls: "", preload: "metadata", playsinline: "", poster: thumbnail, ...size });
  player.addEventListener("error", () => player.replaceWith(placeholder("This browser cannot play this video.")));
  player.src = original;
  return player;
}

function placeholder(text) {
  return element("div", { class: "detail-none" }, fragment("no-picture"), element("p", { text }));
}
