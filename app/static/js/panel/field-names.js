/* What the fields of a file's report are called. */
import { translate } from "../texts/translate.js";

const NAMES = {
  path: translate("panel-field-path"),
  size: translate("panel-field-size"),
  mtime_ns: translate("panel-field-mtime"),
  kind: translate("panel-field-kind"),
  format: translate("panel-field-format"),
  width: translate("panel-field-width"),
  height: translate("panel-field-height"),
  duration_s: translate("panel-field-duration"),
  frames: translate("panel-field-frames"),
  frame_rate: translate("panel-field-frame-rate"),
  codec: translate("panel-field-codec"),
  captured_at: translate("panel-field-captured"),
  content_identifier: translate("panel-field-content-identifier"),
  "camera.make": translate("panel-field-camera-make"),
  "camera.model": translate("panel-field-camera-model"),
  "gps.lat": translate("panel-field-latitude"),
  "gps.lon": translate("panel-field-longitude"),
  "generation.tool": translate("panel-field-tool"),
  "generation.prompt": translate("panel-field-prompt"),
  "generation.negative_prompt": translate("panel-field-negative-prompt"),
  "generation.seed": translate("panel-field-seed"),
  "generation.steps": translate("panel-field-steps"),
  "generation.sampler": translate("panel-field-sampler"),
  "generation.scheduler": translate("panel-field-scheduler"),
  "generation.cfg_scale": translate("panel-field-cfg-scale"),
  "generation.model": translate("panel-field-model"),
  "generation.loras": translate("panel-field-loras"),
  "generation.prompts": translate("panel-field-prompts"),
  "generation.passes": translate("panel-field-passes"),
  "generation.models": translate("panel-field-models"),
  keywords: translate("panel-field-keywords"),
  title: translate("panel-field-title"),
  note: translate("panel-field-note"),
  score: translate("panel-field-score"),
  favourite: translate("panel-field-favourite"),
  "nsfw.score": translate("panel-field-nsfw-score"),
  "nsfw.model": translate("panel-field-nsfw-model"),
  "nsfw.is_nsfw": translate("panel-field-nsfw"),
  "hashes.content": translate("panel-field-content"),
  "hashes.pixels": translate("panel-field-picture"),
  "hashes.perceptual": translate("panel-field-look"),
  pixels_read: translate("panel-field-pixels-read"),
  failures: translate("panel-field-failures"),
  blocks: translate("panel-field-blocks"),
};

/** `field`: as a change of a file names it. */
export function fieldName(field) {
  return NAMES[field] ?? field;
}
