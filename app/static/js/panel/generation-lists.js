/* The lists of generation data in words: prompts with what each is for, passes, merged models. Pure. */
import { count } from "../shared/format.js";
import { translate } from "../texts/translate.js";

const ROLES = {
  positive: translate("panel-role-positive"),
  negative: translate("panel-role-negative"),
  style: translate("panel-role-style"),
  region: translate("panel-role-region"),
  character: translate("panel-role-character"),
  later: translate("panel-role-later"),
  detail: translate("panel-role-detail"),
};

/** Whether a file has more texts than the prompt and the negative prompt; a list may have only some of them. */
export function hasOtherPrompts({ generation, excerpts }) {
  const plain = [generation.prompt, generation.negative_prompt].filter(Boolean).length;
  return (excerpts?.["generation.prompts"] ?? generation.prompts?.length ?? 0) > plain;
}

export function hasSeveralPasses({ generation, excerpts }) {
  return (excerpts?.["generation.passes"] ?? generation.passes?.length ?? 0) > 1;
}

/** `Region, node 14` */
export function promptTitle({ role, source }) {
  const name = ROLES[role] ?? role;
  return source ? translate("panel-prompt-source", { role: name, source }) : name;
}

/** `face, euler, karras, seed 7, 20 steps, CFG 7.5, denoise 0.5, dream.safetensors, 512 × 768, 4x-UltraSharp` */
export function passText(pass) {
  const { sampler, scheduler, seed, steps, cfg_scale: cfg, denoise, model, width, height } = pass;
  const known = [
    pass.part,
    sampler,
    scheduler,
    isKnown(seed) && translate("panel-pass-seed", { seed: String(seed) }),
    isKnown(steps) && translate("panel-pass-steps", { steps }),
    isKnown(cfg) && translate("panel-pass-cfg", { cfg }),
    isKnown(denoise) && translate("panel-pass-denoise", { denoise }),
    model,
    isKnown(width) && isKnown(height) && `${count(width)} × ${count(height)}`,
    pass.upscaler && translate("panel-pass-upscaler", { upscaler: pass.upscaler }),
  ];
  return known.filter(Boolean).join(", ");
}

/** Of models, or of LoRAs: `dream (0.5), night` */
export function weightedNames(list) {
  return (list ?? []).map(({ name, weight }) => (isKnown(weight) ? `${name} (${weight})` : name)).join(", ");
}

function isKnown(value) {
  return value !== null && value !== undefined;
}
