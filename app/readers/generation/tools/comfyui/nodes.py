"""What is known about ComfyUI's nodes: which of them hold texts and numbers, and in which inputs.

Sources: comfyanonymous/ComfyUI `nodes.py` and `comfy_extras/`; for custom nodes the repository
named above the rows.
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
"""Nodes that output their own inputs unchanged: the input's name for each output slot."""

PASSING: dict[str, str] = {
    "Reroute": "",
    "Reroute (rgthree)": "",
    "PreviewAny": "source",
    "ShowText|pysssss": "text",
    "easy showAnything": "anything",
    "ttN textDebug": "text",
}
"""Nodes that pass one input on: its name; an empty name means the only linked input."""

ZEROING = frozenset({"ConditioningZeroOut"})
"""Nodes that empty the conditioning: the result is known to have no text."""

CLEARING = re.compile(r"zero|clear|empty|null|invert|negat|subtract|remove|random", re.IGNORECASE)
"""Names of unknown conditioning nodes that may change the text."""

RANDOM_WORDS = re.compile(r"wildcard|random|dynamic|translat|generat|styl", re.IGNORECASE)
"""Names of unknown encoders that may encode another text than their input."""

ENCODING = re.compile(r"encod|prompt", re.IGNORECASE)
"""Names of nodes that encode a text, whatever their inputs are called."""

REGIONAL = re.compile(r"SetArea(?!Strength)|SetMask|regional", re.IGNORECASE)
"""Names of nodes whose conditioning counts for a part of the picture."""

REFERENCES: dict[str, tuple[str, ...]] = {
    # ComfyUI comfy_extras/nodes_stable_cascade.py, nodes_edit_model.py, nodes_ip2p.py, nodes_qwen.py; nodes.py
    "StableCascade_StageB_Conditioning": ("stage_c",),
    "ReferenceLatent": ("latent",),
    "InstructPixToPixConditioning": ("pixels",),
    "TextEncodeQwenImageEdit": ("image",),
    "TextEncodeQwenImageEditPlus": ("image1", "image2", "image3"),
    "unCLIPConditioning": ("clip_vision_output",),
}
"""Conditioning nodes that hand an earlier picture on, to be worked on: its inputs."""

REWRITING: dict[str, str] = {
    # ComfyUI comfy_extras/nodes_textgen.py
    "TextGenerate": "prompt",
    "TextGenerateLTX2Prompt": "prompt",
}
"""Nodes that let a language model write while the graph runs: the input with what it was given."""

TEXT_INPUTS = (
    *("text", "prompt", "user_prompt", "prompt_g", "prompt_l"),
    *("text_g", "text_l", "clip_g", "clip_l", "t5xxl", "llama", "bert", "mt5xl"),
)
"""Inputs of encoders that hold text."""

ENCODER_TEXTS: dict[str, tuple[str, ...]] = {
    "CLIPTextEncode": ("text",),
    "CLIPTextEncodeSDXLRefiner": ("text",),
    "TextEncodeQwenImageEdit": ("prompt",),
    "TextEncodeQwenImageEditPlus": ("prompt",),
    "smZ CLIPTextEncode": ("text",),
}
"""Encoders for which only these inputs count."""

SLOT_ENCODERS: dict[str, dict[int, str]] = {
    # jags111/efficiency-nodes-comfyui
    "Efficient Loader": {1: "positive", 2: "negative"},
    "Eff. Loader SDXL": {1: "positive", 2: "negative"},
    # ltdrdata/ComfyUI-Impact-Pack; before the graph is stored, the chosen words are written to populated_text
    "ImpactWildcardEncode": {2: "populated_text"},
}
"""Nodes that encode texts and output the conditioning in a later slot: the text's input for each slot."""

EMBEDDERS: dict[str, tuple[str, str]] = {
    # kijai/ComfyUI-WanVideoWrapper, kijai/ComfyUI-HunyuanVideoWrapper
    "WanVideoTextEncode": ("positive_prompt", "negative_prompt"),
    "WanVideoTextEncodeCached": ("positive_prompt", "negative_prompt"),
    "HyVideoTextEncode": ("prompt", ""),
}
"""Nodes whose embeddings represent both prompts: the inputs of the two texts."""

EMBEDS_NAMES = ("text_embeds", "hyvid_embeds")
"""Inputs of samplers that take such embeddings."""

BUNDLES: dict[str, tuple[str, dict[int, str]]] = {
    # rgthree/rgthree-comfy
    "Context (rgthree)": (
        "base_ctx",
        {1: "model", 2: "clip", 3: "vae", 4: "positive", 5: "negative", 6: "latent", 7: "images", 8: "seed"},
    ),
}
"""Nodes that pass many values on: the input with an earlier bundle, and the node's own input for each output slot."""

MODEL_NAMES = ("ckpt_name", "unet_name", "model_path", "model_name", "model")
"""Inputs that name the file in loaders of diffusion models."""

NOT_THE_PICTURE = re.compile(
    r"model|clip|vae|positive|negative|conditioning|control_net|mask|guider|noise|sampler|sigmas|style|text|prompt|"
    r"seed|steps|cfg|width|height|scheduler",
    re.IGNORECASE,
)
"""Inputs that never carry the picture itself; the path from output to sampler does not lead through them."""

SAVING = re.compile(r"save|videocombine|video combine|export", re.IGNORECASE)
"""Names of nodes that write files."""

SIGMA_SCHEDULERS: dict[str, str] = {
    "KarrasScheduler": "karras",
    "ExponentialScheduler": "exponential",
    "PolyexponentialScheduler": "polyexponential",
}
"""Scheduler nodes whose type names the scheduler; the others name it in an input."""

SCHEDULERS = (
    *("sgm_uniform", "ddim_uniform", "linear_quadratic", "kl_optimal"),
    *("normal", "karras", "exponential", "simple", "beta"),
)
"""Names of schedulers (ComfyUI `comfy/samplers.py`); a name that ends in another one comes before it."""
