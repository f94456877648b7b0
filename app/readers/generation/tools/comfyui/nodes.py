"""What is known of ComfyUI's nodes: which of them carry words and numbers, and in which inputs.

Sources: comfyanonymous/ComfyUI `nodes.py` and `comfy_extras/`; for custom nodes the repository
named beside the row.
"""

from __future__ import annotations

import re

LITERALS: dict[str, tuple[str, ...]] = {
    # ComfyUI comfy_extras/nodes_primitive.py
    "PrimitiveString": ("value",),
    "PrimitiveStringMultiline": ("value",),
    "PrimitiveInt": ("value",),
    "PrimitiveFloat": ("value",),
    "PrimitiveBoolean": ("value",),
    # the editor's own; only in workflows
    "PrimitiveNode": ("value",),
    # ComfyUI comfy_extras/nodes_custom_sampler.py
    "RandomNoise": ("noise_seed",),
    "KSamplerSelect": ("sampler_name",),
    # WASasquatch/was-node-suite-comfyui
    "Text Multiline": ("text",),
    "Seed": ("seed",),
    # alexopus/ComfyUI-Image-Saver
    "Seed Generator": ("seed",),
    "String Literal": ("string",),
    "String Literal (Image Saver)": ("string",),
    "Sampler Selector": ("sampler_name",),
    "Sampler Selector (Image Saver)": ("sampler_name",),
    "Scheduler Selector": ("scheduler",),
    "Scheduler Selector (Image Saver)": ("scheduler",),
    "Int Literal": ("int",),
    "Int Literal (Image Saver)": ("int",),
    "Float Literal": ("float",),
    "Float Literal (Image Saver)": ("float",),
    "Cfg Literal": ("float",),
    "Cfg Literal (Image Saver)": ("float",),
    # giriss/comfy-image-saver
    "Checkpoint Selector": ("ckpt_name",),
    # rgthree/rgthree-comfy
    "Seed (rgthree)": ("seed",),
    # Suzie1/ComfyUI_Comfyroll_CustomNodes
    "CR Seed": ("seed",),
    "CR Prompt Text": ("prompt",),
    "CR Text": ("text",),
    # yolain/ComfyUI-Easy-Use
    "easy seed": ("seed",),
    "easy positive": ("positive",),
    "easy negative": ("negative",),
    "easy string": ("value",),
    "easy int": ("value",),
    "easy float": ("value",),
    # kijai/ComfyUI-KJNodes
    "INTConstant": ("value",),
    "FloatConstant": ("value",),
    "StringConstant": ("string",),
    "StringConstantMultiline": ("string",),
    # ltdrdata/ComfyUI-Impact-Pack
    "ImpactInt": ("value",),
    "ImpactFloat": ("value",),
    # TinyTerra/ComfyUI_tinyterraNodes
    "ttN text": ("text",),
    "ttN seed": ("seed",),
    # cubiq/ComfyUI_essentials
    "SimpleText": ("text",),
    # M1kep/ComfyLiterals
    "Int": ("Number",),
    "Float": ("Number",),
    "String": ("String",),
}
"""Nodes that give out their own inputs unchanged: per output slot the input's name."""

PASSING: dict[str, str] = {
    "Reroute": "",
    "Reroute (rgthree)": "",
    "PreviewAny": "source",
    "ShowText|pysssss": "text",
    "easy showAnything": "anything",
    "ttN textDebug": "text",
}
"""Nodes that hand on one input: its name, or the only link where the name is empty."""

ZEROING = frozenset({"ConditioningZeroOut"})
"""The conditioning is emptied: no words are left, and that is known."""

CLEARING = re.compile(r"zero|clear|empty|null|invert|negat|subtract|remove|random", re.IGNORECASE)
"""Names of unknown conditioning nodes that may change what was said."""

RANDOM_WORDS = re.compile(r"wildcard|random|dynamic|translat|generat", re.IGNORECASE)
"""Names of unknown encoders that may not encode the very text they were given."""

TEXT_INPUTS = (
    *("text", "prompt", "user_prompt"),
    *("text_g", "text_l", "clip_g", "clip_l", "t5xxl", "llama", "bert", "mt5xl"),
)
"""Inputs of encoders that hold words."""

ENCODER_TEXTS: dict[str, tuple[str, ...]] = {
    "CLIPTextEncode": ("text",),
    "CLIPTextEncodeSDXLRefiner": ("text",),
    "TextEncodeQwenImageEdit": ("prompt",),
    "TextEncodeQwenImageEditPlus": ("prompt",),
    "smZ CLIPTextEncode": ("text",),
}
"""Encoders of which only these inputs count."""

SLOT_ENCODERS: dict[str, dict[int, str]] = {
    # jags111/efficiency-nodes-comfyui
    "Efficient Loader": {1: "positive", 2: "negative"},
    "Eff. Loader SDXL": {1: "positive", 2: "negative"},
    # ltdrdata/ComfyUI-Impact-Pack; before the graph is kept, the words it chose are put into populated_text
    "ImpactWildcardEncode": {2: "populated_text"},
}
"""Nodes that encode texts and give the conditioning out in a later slot: per slot the text's input."""

EMBEDDERS: dict[str, tuple[str, str]] = {
    # kijai/ComfyUI-WanVideoWrapper, kijai/ComfyUI-HunyuanVideoWrapper
    "WanVideoTextEncode": ("positive_prompt", "negative_prompt"),
    "WanVideoTextEncodeCached": ("positive_prompt", "negative_prompt"),
    "HyVideoTextEncode": ("prompt", ""),
}
"""Nodes whose embeddings stand for both prompts: the inputs of the two texts."""

EMBEDS_NAMES = ("text_embeds", "hyvid_embeds")
"""Inputs of samplers that take such embeddings."""

BUNDLES: dict[str, tuple[str, dict[int, str]]] = {
    # rgthree/rgthree-comfy
    "Context (rgthree)": (
        "base_ctx",
        {1: "model", 2: "clip", 3: "vae", 4: "positive", 5: "negative", 6: "latent", 7: "images", 8: "seed"},
    ),
}
"""Nodes that hand many things on: the input with an earlier bundle, and per output slot the input of its own."""

MODEL_NAMES = ("ckpt_name", "unet_name", "model_path", "model_name", "model")
"""Inputs in which loaders of diffusion models name their file."""

NOT_THE_PICTURE = re.compile(
    r"model|clip|vae|positive|negative|conditioning|control_net|mask|guider|noise|sampler|sigmas|style|text|prompt|"
    r"seed|steps|cfg|width|height|scheduler",
    re.IGNORECASE,
)
"""Inputs that never carry the picture itself, so the way from output to sampler does not lead through them."""

SAVING = re.compile(r"save|videocombine|video combine|export", re.IGNORECASE)
"""Names of nodes that write files."""

SIGMA_SCHEDULERS: dict[str, str] = {
    "KarrasScheduler": "karras",
    "ExponentialScheduler": "exponential",
    "PolyexponentialScheduler": "polyexponential",
}
"""Scheduler nodes that are named after what they do; the others name it in an input."""

SCHEDULERS = (
    *("sgm_uniform", "ddim_uniform", "linear_quadratic", "kl_optimal"),
    *("normal", "karras", "exponential", "simple", "beta"),
)
"""Names of schedulers (ComfyUI `comfy/samplers.py`), those that end in another one's name first."""
