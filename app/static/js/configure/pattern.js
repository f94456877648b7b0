/* Patterns and their presets. Pure. */

const VIDEO = new Set(["mp4", "m4v", "mov", "webm", "mkv", "avi"]);

export function globsOf(pattern) {
  return pattern
    .split("|")
    .map((glob) => glob.trim())
    .filter(Boolean);
}

/** Splits the server's default pattern into `{ all, images, videos }`. */
export function presetsOf(defaultPattern) {
  const globs = globsOf(defaultPattern);
  const isVideo = (glob) => VIDEO.has(extensionOf(glob));
  return {
    all: globs.join("|"),
    images: globs.filter((glob) => !isVideo(glob)).join("|"),
    videos: globs.filter(isVideo).join("|"),
  };
}

/** Returns the name of the preset that equals `pattern`, or `custom`. */
export function presetFor(pattern, presets) {
  const wanted = canonical(pattern);
  return Object.keys(presets).find((name) => canonical(presets[name]) === wanted) ?? "custom";
}

/** Returns why the server would refuse `pattern`; empty when it would not. */
export function patternProblem(pattern) {
  const globs = globsOf(pattern);
  if (globs.length === 0) return "Enter patterns separated by |, for example *.png|*.mp4";
  const folder = globs.find((glob) => glob.includes("/"));
  return folder ? `“${folder}” names a folder. Patterns match file names; choose folders in the tree.` : "";
}

/** Returns `image`, `video` or `other`. */
export function kindOf(extension) {
  const name = extension.replace(/^\./, "").toLowerCase();
  if (VIDEO.has(name)) return "video";
  return /^(png|jpe?g|webp|gif|bmp|tiff?|avif|hei[cf]|jxl)$/.test(name) ? "image" : "other";
}

/** Returns whether files with `extension` (`.png`) match; null when their names decide. */
export function extensionMatches(extension, pattern) {
  const globs = globsOf(pattern.toLowerCase());
  if (globs.includes("*") || globs.includes("*.*")) return true;
  if (globs.includes(`*${extension}`) && extension) return true;
  return globs.some((glob) => !/^\*\.[a-z0-9]+$/.test(glob)) ? null : false;
}

function canonical(pattern) {
  return globsOf(pattern.toLowerCase()).sort().join("|");
}

function extensionOf(glob) {
  return glob.slice(glob.lastIndexOf(".") + 1).toLowerCase();
}
