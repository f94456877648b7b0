"""Real files from other projects. Each line was compared by eye with the file's raw blocks."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from app.domain.report import FileReport, Generation, Lora
from app.readers.generation import parse_generation
from tests.readers.support import SAMPLES, needs_samples, read

GENERAL = "general, masterpiece, best quality, amazing quality,"
BAD = "bad quality, worst quality, worst detail"


class Seen(NamedTuple):
    """What the raw blocks state. `prompt` and `negative_prompt` are beginnings of the whole texts."""

    file: str
    tool: str
    prompt: str | None
    negative_prompt: str | None
    seed: int | None
    steps: int | None
    sampler: str | None
    scheduler: str | None
    cfg_scale: float | None
    model: str | None
    loras: tuple[Lora, ...] = ()


def row(*values: Any) -> Seen:
    """File, tool, prompt, negative prompt, seed, steps, sampler, scheduler, CFG scale, model, and LoRAs if any."""
    return Seen(*values)


WAI = "waiIllustriousSDXL_v160"
WAI_FILE = f"{WAI}.safetensors"
SD_METADATA = (
    row("jpg/civitai-hires.jpg", "Civitai", GENERAL, BAD, 1311178179, 25, "euler_ancestral", "normal", 5.0, "urn:air:"),
    row("jpg/comfyui-comfy-image-saver.jpeg", "ComfyUI", None, None, 0, 20, "euler", "simple", 8.0, "JANKUV5NSFW"),
    row(
        *("jpg/comfyui-save-image-extended.jpeg", "ComfyUI", GENERAL, BAD, 813617545434765, 20, "euler_ancestral"),
        *("karras", 5.0, WAI_FILE),
    ),
    row(
        *("jpg/comfyui-saveimage-plus.jpg", "ComfyUI", GENERAL, BAD, 577723948579568, 20, "euler_ancestral"),
        *("karras", 5.0, WAI_FILE),
    ),
    row(
        *("jpg/comfyui-saveimagewithmetadata.jpeg", "A1111 format", GENERAL, BAD, 347382230306562, 20),
        *("euler_ancestral_karras", None, 5.0, WAI_FILE),
    ),
    row("jpg/forge-classic-hires.jpeg", "Forge Classic", GENERAL, BAD, 3452054396, 20, "DPM++ 2M", "Karras", 6.0, WAI),
    row("jpg/reforge-hires.jpeg", "reForge", GENERAL, BAD, 3494396176, 20, "DPM++ 2M", "Karras", 6.0, WAI),
    row("jpg/sd-next-hires.jpg", "SD.Next", GENERAL, BAD, 3970581939, 20, "DDIM", "exponential", 6.0, WAI),
    row("jpg/sd-next.jpg", "SD.Next", GENERAL, BAD, 899700607, 20, "Euler a", "karras", 6.0, WAI),
    row(
        *("png/comfyui-anima.png", "ComfyUI", GENERAL, BAD, 662066908990052, 24, "euler", "beta", 5.0),
        "anima-preview.safetensors",
    ),
    row(
        *("png/comfyui-comfy-image-saver.png", "ComfyUI", GENERAL, BAD, 106744160813738, 20, "euler_ancestral"),
        *("karras", 5.0, WAI_FILE),
    ),
    row(
        *("png/comfyui-save-image-extended.png", "ComfyUI", GENERAL, BAD, 779742380066441, 20, "euler_ancestral"),
        *("karras", 5.0, WAI_FILE),
    ),
    row(
        *("png/comfyui-saveimagewithmetadata.png", "ComfyUI", GENERAL, BAD, 38802053347333, 20, "euler_ancestral"),
        *("karras", 5.0, WAI_FILE),
    ),
    row(
        *("png/forge-classic-adetailer.png", "Forge Classic", GENERAL, BAD, 4179307297, 24, "Euler a", "Automatic"),
        *(4.0, "waiNSFWIllustrious_v140"),
    ),
    row(
        *("png/forge-neo-adetailer.png", "Forge Neo", GENERAL, BAD, 4179307297, 24, "Euler a", "Automatic", 4.0),
        "waiNSFWIllustrious_v140",
    ),
    row("png/forge-neo.png", "Forge Neo", GENERAL, BAD, 4179307297, 24, "Euler a", "Automatic", 6.0, WAI),
    row(  # a language model rewrites its prompt while the graph runs; what was typed stands in the file
        *("png/krea2.png", "ComfyUI", "初音ミクのポートレート。", None, 371644226245214, 8, "euler", "simple", 1.0),
        "krea2_turbo_int8_convrot.safetensors",
    ),
    row(
        *("png/novelai-ref.png", "NovelAI", "1girl, solo, dancing, , very aesthetic", "nsfw, lowres", 949223552, 28),
        *("k_euler_ancestral", "karras", 5.0, "NovelAI Diffusion V4.5 4BDE2A90"),
    ),
    row("png/reforge.png", "reForge", GENERAL, BAD, 270740395, 20, "DPM++ 2M", "Karras", 6.0, WAI),
    row(
        *("png/ruined-fooocus.png", "RuinedFooocus", GENERAL, BAD, 2020047614, 30, "dpmpp_2m_sde_gpu", "karras", 8.0),
        "waiNSFWIllustrious_v150.safetensors",
    ),
    row("png/sd-next-en.png", "SD.Next", GENERAL, BAD, 2251068289, 20, None, None, 6.0, WAI),
    row("png/sd-next.png", "SD.Next", GENERAL, BAD, 2427651458, 20, "DDIM", "exponential", 6.0, WAI),
    row(
        *("webp/comfyui-animated-webp.webp", "ComfyUI", GENERAL, BAD, 270932924124066, 20, "euler_ancestral"),
        *("karras", 5.0, WAI_FILE),
    ),
    row(
        *("webp/comfyui-save-image-extended.webp", "ComfyUI", GENERAL, BAD, 602057552457611, 20, "euler_ancestral"),
        *("karras", 5.0, WAI_FILE),
    ),
    row("webp/forge-classic.webp", "Forge Classic", GENERAL, BAD, 2630661657, 20, "DPM++ 2M", "Karras", 6.0, WAI),
)

HANDS = "(hands), text, error, cropped"
LOW = "low quality, bad anatomy, extra digits"
FOX = "anime girl with massive fennec ears"
COMFYUI_EXAMPLES = (
    row(
        *("area_composition/workflow_night_evening_day_morning.png", "ComfyUI", "(best quality) (night:1.3)", HANDS),
        *(335608130539327, 13, "dpmpp_sde", "normal", 8.5, "Anything-V3.0.ckpt"),
    ),
    row(
        *("aura_flow/aura_flow_0.2_example.png", "ComfyUI", "a glass filled with glowing fizzy", "ugly jpeg"),
        *(274576428651941, 20, "euler", "sgm_uniform", 3.48, "aura_flow_0.2.safetensors"),
    ),
    row(
        *("chroma/chroma_example.png", "ComfyUI", "aesthetic 11, anime rpg game style, cute anime girl with gig", LOW),
        *(1110468078805530, 30, "euler", "simple", 4.0, "Chroma1-HD.safetensors"),
    ),
    row(
        *("chroma/fennec_girl_hug.png", "ComfyUI", "aesthetic 11, anime rpg game style, cute anime girl with mas", LOW),
        *(1084700453155415, 30, "euler", "simple", 4.0, "chroma-unlocked-v47-detail-calibrated.safetensors"),
    ),
    row(
        *("chroma/fennec_girl_sing.png", "ComfyUI", "aesthetic 4, cute anime girl with gigantic fennec ears", LOW),
        *(1056632876965862, 25, "euler", "simple", 4.0, "chroma-unlocked-v29.5.safetensors"),
    ),
    row(
        *("controlnet/controlnet_example.png", "ComfyUI", "(solo) girl (flat chest:0.9), (fennec ears:1.1)", HANDS),
        *(1002496614778823, 16, "uni_pc", "normal", 6.0, "Anything-V3.0.ckpt"),
    ),
    row(
        *("controlnet/mixing_controlnets.png", "ComfyUI", "(solo) girl photograph realistic", HANDS),
        *(894480165483805, 12, "dpmpp_sde", "normal", 6.0, "AOM3A1.safetensors"),
    ),
    row(
        *("cosmos_predict2/cosmos_predict2_2b_t2i_example.png", "ComfyUI", "A close-up view of a man kneading", None),
        *(375213439693669, 30, "euler", "simple", 4.0, "cosmos_predict2_2B_t2i.safetensors"),
    ),
    row(
        *("edit_models/sdxl_edit_model.png", "ComfyUI", "snow at sunset oil painting", None),
        *(11652752290163, 20, "euler", "normal", 5.0, "cosxl_edit.safetensors"),
    ),
    row(
        *("flux/flux_depth_lora_example.png", "ComfyUI", "a photograph of a shark in the sea", None),
        *(91050358797301, 20, "euler", "normal", 1.0, "flux1-dev.safetensors"),
        (Lora("flux1-depth-dev-lora.safetensors", 1.0),),
    ),
    row(
        *("flux/flux_dev_checkpoint_example.png", "ComfyUI", "cute anime girl with massive fluffy fennec ears", None),
        *(972054013131368, 20, "euler", "simple", 1.0, "flux1-dev-fp8.safetensors"),
    ),
    row(
        *("flux/flux_fill_inpaint_example.png", "ComfyUI", FOX, None),
        *(656821733471329, 20, "euler", "normal", 1.0, "flux1-fill-dev.safetensors"),
    ),
    row(
        *("flux/flux_kontext_example.png", "ComfyUI", f"the {FOX} is wearing cargo pants", None),
        *(679064953796969, 20, "euler", "simple", None, "flux1-kontext-dev.safetensors"),
    ),
    row(
        *("flux/flux_redux_model_example.png", "ComfyUI", "cute anime girl with massive fluffy fennec ears", None),
        *(958831004022715, 20, "euler", "simple", None, "flux1-dev.safetensors"),
    ),
    row(
        *("flux/flux_schnell_example.png", "ComfyUI", "a bottle with a beautiful rainbow galaxy inside it", None),
        *(112298569477003, 4, "euler", "simple", None, "flux1-schnell.safetensors"),
    ),
    row(
        *("flux2/flux2_example.png", "ComfyUI", "cute anime girl with gigantic fennec ears and a big", None),
        *(435922656034510, 20, "euler", None, None, "flux2_dev_fp8mixed.safetensors"),
    ),
    row(
        *("hidream/hidream_dev_example.png", "ComfyUI", FOX, "bad ugly jpeg artifacts"),
        *(147638433643733, 28, "lcm", "simple", 1.0, "hidream_i1_dev_bf16.safetensors"),
    ),
    row(
        *("hidream/hidream_e1_example.png", "ComfyUI", "snow at sunset oil painting", None),
        *(850933585641497, 20, "euler", "normal", 5.0, "hidream_e1_full_bf16.safetensors"),
    ),
    row(
        *("hidream/hidream_full_example.png", "ComfyUI", FOX, "blurry"),
        *(221267224284097, 30, "euler", "simple", 5.0, "hidream_i1_full_fp16.safetensors"),
    ),
    row(
        *("hunyuan_video/hunyuan_video_text_to_video.webp", "ComfyUI", f"anime style {FOX} and one big fluffy", None),
        *(1, 20, "euler", "simple", None, "hunyuan_video_t2v_720p_bf16.safetensors"),
    ),
    row(
        *(
            "hypernetworks/hypernetwork_example_output.png",
            "ComfyUI",
            "woman (fennec ears fox ears:1.1)",
            "text, watermark",
        ),
        *(572636856966402, 20, "uni_pc_bh2", "normal", 8.0, "v1-5-pruned-emaonly.ckpt"),
    ),
    row(
        *("img2img/img2img_workflow.png", "ComfyUI", "photograph of victorian woman with wings", "watermark, text"),
        *(280823642470253, 20, "dpmpp_2m", "normal", 8.0, "v1-5-pruned-emaonly.ckpt"),
    ),
    row(  # two models merged
        *("model_merging/model_merging_basic.png", "ComfyUI", "beautiful scenery nature glass bottle landscape"),
        *("text, watermark", 156680208700286, 20, "euler", "normal", 8.0),
        "v1-5-pruned-emaonly.ckpt + cardosAnime_v10.safetensors",
    ),
)
NOT_GENERATED = (
    *("sd-metadata/samples/jpg/empty.jpg", "sd-metadata/samples/png/gimp.png"),
    *("comfyui_examples/controlnet/input_scribble_example.png", "comfyui_examples/controlnet/pose_worship.png"),
    "comfyui_examples/controlnet/shark_depthmap.png",
)
ALL = [("sd-metadata/samples", seen) for seen in SD_METADATA] + [
    ("comfyui_examples", seen) for seen in COMFYUI_EXAMPLES
]

pytestmark = needs_samples


def report_of(folder: str, file: str) -> FileReport:
    return read(SAMPLES / folder / file)


@pytest.mark.parametrize(("folder", "seen"), ALL, ids=[seen.file for _, seen in ALL])
def test_a_real_file_is_read_as_its_raw_blocks_say(folder: str, seen: Seen) -> None:
    generation = report_of(folder, seen.file).generation
    assert generation is not None
    begun = Generation(
        tool=generation.tool,
        prompt=begins(generation.prompt, seen.prompt),
        negative_prompt=begins(generation.negative_prompt, seen.negative_prompt),
        seed=generation.seed,
        steps=generation.steps,
        sampler=generation.sampler,
        scheduler=generation.scheduler,
        cfg_scale=generation.cfg_scale,
        model=begins(generation.model, seen.model) if seen.model == "urn:air:" else generation.model,
        loras=generation.loras,
    )
    expected = seen._asdict()
    expected.pop("file")
    if seen.model and seen.model.startswith("JANKU"):
        expected["model"] = "JANKUV5NSFWTrainedNoobai_v50"
    assert begun == Generation(**expected)


def begins(text: str | None, start: str | None) -> str | None:
    """Return `start` if `text` begins with it, else the whole text, so that a failure shows it."""
    return start if text and start and text.startswith(start) else text


@pytest.mark.parametrize("file", NOT_GENERATED)
def test_a_real_file_without_generation_data_has_none(file: str) -> None:
    assert read(SAMPLES / file).generation is None


def test_every_real_file_of_these_folders_is_in_the_table() -> None:
    listed = {f"{folder}/{seen.file}" for folder, seen in ALL} | set(NOT_GENERATED)
    there = {
        str(path.relative_to(SAMPLES))
        for folder in ("sd-metadata", "comfyui_examples")
        for path in (SAMPLES / folder).rglob("*")
        if path.is_file() and path.suffix in {".png", ".jpg", ".jpeg", ".webp"}
    }
    assert listed == there


@pytest.mark.parametrize(("folder", "seen"), ALL, ids=[seen.file for _, seen in ALL])
def test_a_real_workflow_never_says_anything_else_than_the_graph_that_ran(folder: str, seen: Seen) -> None:
    blocks = report_of(folder, seen.file).blocks
    workflows = [block for block in blocks if '"last_node_id"' in block.text and '"class_type"' not in block.text]
    drawn = parse_generation(workflows)
    ran = parse_generation([block for block in blocks if block not in workflows])
    if drawn is None or ran is None:
        return
    for name in ("prompt", "negative_prompt", "seed", "steps", "sampler", "scheduler", "cfg_scale", "model"):
        assert getattr(drawn.generation, name) in (None, getattr(ran.generation, name)), name
