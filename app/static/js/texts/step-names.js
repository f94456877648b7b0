/* What the steps of reading a file do, as after "while". */
import { translate } from "./translate.js";

const NAMES = {
  open: translate("panel-step-open"),
  identify: translate("panel-step-identify"),
  hash: translate("panel-step-hash"),
  metadata: translate("panel-step-metadata"),
  generation: translate("panel-step-generation"),
  sidecar: translate("panel-step-sidecar"),
  decode: translate("panel-step-decode"),
  thumbnail: translate("panel-step-thumbnail"),
  nsfw: translate("panel-step-nsfw"),
  worker: translate("panel-step-worker"),
};

/** `step`: as a failure of a file names it. */
export function stepName(step) {
  return NAMES[step] ?? step;
}
