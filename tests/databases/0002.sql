BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE commit_entries (
	commit_id INTEGER NOT NULL, 
	path_hash BLOB NOT NULL, 
	path TEXT NOT NULL, 
	finding_before INTEGER, 
	finding_after INTEGER NOT NULL, 
	CONSTRAINT pk_commit_entries PRIMARY KEY (commit_id, path_hash), 
	CONSTRAINT fk_commit_entries_commit_id_commits FOREIGN KEY(commit_id) REFERENCES commits (id) ON DELETE CASCADE, 
	CONSTRAINT fk_commit_entries_finding_after_findings FOREIGN KEY(finding_after) REFERENCES findings (id), 
	CONSTRAINT fk_commit_entries_finding_before_findings FOREIGN KEY(finding_before) REFERENCES findings (id)
)
 WITHOUT ROWID

;
INSERT INTO "commit_entries" VALUES(1,X'4540B7E7F1CAD873629135CA7ECA6A3E','/srv/photos/a1111/txt2img/two  spaces and a trailing one .png',NULL,7);
INSERT INTO "commit_entries" VALUES(1,X'4AAE860DF05A9A700D5C74D28E936A60','/srv/photos/a1111/posters/00012-1419615989.png',NULL,5);
INSERT INTO "commit_entries" VALUES(1,X'5A2E124D86D7133FE7E702FDA3C159AA','/srv/photos/a1111/posters/00001-3514823651.png',NULL,2);
INSERT INTO "commit_entries" VALUES(1,X'609D6775B4D3421321A2D3861ECEF5D3','/srv/photos/a1111/posters/00005-1247348722.png',NULL,3);
INSERT INTO "commit_entries" VALUES(1,X'6E7518D3DD279327A673CBECF37F4439','/srv/photos/a1111/posters/00009-3457621819.png',NULL,4);
INSERT INTO "commit_entries" VALUES(1,X'7F43D734F837C0DE37C78EBCC16E78F1','/srv/photos/a1111/landscapes/00013-1239793197.png',NULL,1);
INSERT INTO "commit_entries" VALUES(1,X'801ACF47E5A91A8F724D5BD29F6FA669','/srv/photos/comfyui/upscaled/ComfyUI_00007_.png',NULL,11);
INSERT INTO "commit_entries" VALUES(1,X'BC6971E7033E8F8570FFAC8FFE695FED','/srv/photos/comfyui/upscaled/ComfyUI_00003_.png',NULL,8);
INSERT INTO "commit_entries" VALUES(1,X'CB91B3C8550EAB2F577242A17760EC0F','/srv/photos/a1111/landscapes/sunrise 🌄 over 海.png',NULL,6);
INSERT INTO "commit_entries" VALUES(1,X'E97F1541C085761B9181F75D3D66B9B7','/srv/photos/a1111/posters/it''s "quoted" & ''half-quoted.png',NULL,9);
CREATE TABLE commits (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	session_id TEXT NOT NULL, 
	committed_at FLOAT NOT NULL, 
	created INTEGER DEFAULT 0 NOT NULL, 
	updated INTEGER DEFAULT 0 NOT NULL, 
	undone_at FLOAT
);
INSERT INTO "commits" VALUES(1,'20261125-091824-97edd9',1.79559830707996439941e+09,10,0,NULL);
INSERT INTO "commits" VALUES(2,'20261125-091827-b3d4e5',1.79559830745268225672e+09,2,0,1.79559830749288654324e+09);
CREATE TABLE deleted_sessions (
	session_id TEXT NOT NULL, 
	deleted_at FLOAT NOT NULL, 
	CONSTRAINT pk_deleted_sessions PRIMARY KEY (session_id)
);
INSERT INTO "deleted_sessions" VALUES('20261125-091827-196ad1',1.79559830768657875061e+09);
CREATE TABLE finding_blocks (
	finding_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	text TEXT NOT NULL, 
	CONSTRAINT pk_finding_blocks PRIMARY KEY (finding_id, position), 
	CONSTRAINT fk_finding_blocks_finding_id_findings FOREIGN KEY(finding_id) REFERENCES findings (id) ON DELETE CASCADE
);
INSERT INTO "finding_blocks" VALUES(1,0,'png:parameters','8k wallpaper, award winning, low sun, ((morning haze)), [layered ridges], ((rolling hills)), volumetric light, minimalist
Negative prompt: worst quality, watermark, low quality, jpeg artifacts, text
Steps: 28, Sampler: Euler a, Schedule type: Automatic, CFG scale: 6.5, Seed: 1239793197, Size: 512x768, Model hash: 4199bcdd14, Model: inkAndPaper_v2, Denoising strength: 0.4, Hires upscale: 1.5, Hires steps: 12, Hires upscaler: 4x-UltraSharp, Version: v1.10.1');
INSERT INTO "finding_blocks" VALUES(2,0,'png:parameters','alpine panorama, Early light, (snowy peaks:1.1), sharp ridgeline, rule of thirds, vector art, ukiyo-e, paper cutout
Steps: 28, Sampler: Euler a, Schedule type: Automatic, CFG scale: 7, Seed: 3514823651, Size: 512x768, Model hash: 4199bcdd14, Model: inkAndPaper_v2, Version: v1.10.1');
INSERT INTO "finding_blocks" VALUES(3,0,'png:parameters','highly detailed, best quality, lit windows, (warm street glow:1.35), tall buildings, flat illustration, gouache, clean lines, golden hour, matte painting, HIGHLY DETAILED, <lora:ink-lines:0.8>
Steps: 28, Sampler: DPM++ SDE, Schedule type: Karras, CFG scale: 8.5, Seed: 1247348722, Size: 640x448, Model hash: 879db523c3, Model: dreamHorizon_8, Lora hashes: "ink-lines: ca792f2c66c2", Version: v1.10.1');
INSERT INTO "finding_blocks" VALUES(4,0,'png:parameters','Best quality, ((8k wallpaper)), long horizon, full moon, ((starry night)), (moonlight on water:1.1), paper cutout, rule of thirds, gouache, soft gradients, BEST QUALITY, <lora:RetroPoster-v3:1.0>, <lora:paper_texture:0.4>
Negative prompt: jpeg artifacts, low quality, lowres, signature, watermark, text
Steps: 35, Sampler: DPM++ SDE, Schedule type: Karras, CFG scale: 5, Seed: 3457621819, Size: 512x768, Model hash: 31e35c80fc, Model: posterCraftXL_v12, Denoising strength: 0.4, Hires upscale: 1.5, Hires steps: 12, Hires upscaler: 4x-UltraSharp, Lora hashes: "RetroPoster-v3: cb3595e5415e, paper_texture: 37199c2d1038", Version: v1.10.1');
INSERT INTO "finding_blocks" VALUES(5,0,'png:parameters','(distant stars:1.35), ((ringed planet)), small moon, science fiction, deep space, vivid colours, matte painting, DISTANT STARS, <lora:soft_haze_v1.5:0.6>
Steps: 28, Sampler: Euler a, Schedule type: Automatic, CFG scale: 8.5, Seed: 1419615989, Size: 512x768, Model hash: 31e35c80fc, Model: posterCraftXL_v12, Lora hashes: "soft_haze_v1.5: f63784e156b0", Version: v1.10.1');
INSERT INTO "finding_blocks" VALUES(6,0,'png:parameters','((science fiction)), distant stars, small moon, ((ringed planet)),
(gouache:1.2), golden hour, ((minimalist)), muted palette, flat illustration
Negative prompt: blurry, text, jpeg artifacts
Steps: 24, Sampler: DDIM, CFG scale: 5, Seed: 329476059, Size: 640x448, Model hash: 31e35c80fc, Model: posterCraftXL_v12, Version: v1.10.1');
INSERT INTO "finding_blocks" VALUES(7,0,'png:parameters','masterpiece, best quality, ((layered ridges)), rolling hills, low sun, Morning haze, art deco poster, muted palette, soft gradients, wide shot
Negative prompt: lowres, worst quality, watermark, blurry, cropped, signature
Steps: 28, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 8.5, Seed: 4015796493, Size: 512x512, Model hash: 4199bcdd14, Model: inkAndPaper_v2, Version: v1.10.1');
INSERT INTO "finding_blocks" VALUES(8,0,'png:prompt','{"3": {"inputs": {"ckpt_name": "XL/inkAndPaper_v2.safetensors"}, "class_type": "CheckpointLoaderSimple", "_meta": {"title": "Load Checkpoint"}}, "4": {"inputs": {"text": "Best quality, award winning, bold shapes, geometric poster, (concentric rings:0.8), bauhaus, abstract circles, gouache, soft gradients, Clean lines, volumetric light", "clip": ["3", 1]}, "class_type": "CLIPTextEncode", "_meta": {"title": "CLIP Text Encode (Prompt)"}}, "5": {"inputs": {"text": "low quality, out of frame, watermark, cropped, text", "clip": ["3", 1]}, "class_type": "CLIPTextEncode", "_meta": {"title": "CLIP Text Encode (Negative)"}}, "6": {"inputs": {"width": 512, "height": 512, "batch_size": 1}, "class_type": "EmptyLatentImage", "_meta": {"title": "EmptyLatentImage"}}, "7": {"inputs": {"seed": 172641749294768, "steps": 8, "cfg": 8.0, "sampler_name": "euler", "scheduler": "sgm_uniform", "denoise": 1.0, "model": ["3", 0], "positive": ["4", 0], "negative": ["5", 0], "latent_image": ["6", 0]}, "class_type": "KSampler", "_meta": {"title": "KSampler"}}, "8": {"inputs": {"samples": ["7", 0], "vae": ["3", 2]}, "class_type": "VAEDecode", "_meta": {"title": "VAEDecode"}}, "9": {"inputs": {"filename_prefix": "ComfyUI", "images": ["8", 0]}, "class_type": "SaveImage", "_meta": {"title": "Save Image"}}}');
INSERT INTO "finding_blocks" VALUES(8,1,'png:workflow','{"last_node_id": 9, "last_link_id": 9, "nodes": [{"id": 3, "type": "CheckpointLoaderSimple", "pos": [40, 60], "size": [300, 200], "flags": {}, "order": 0, "mode": 0, "inputs": [], "outputs": [], "properties": {"Node name for S&R": "CheckpointLoaderSimple"}, "widgets_values": ["XL/inkAndPaper_v2.safetensors"]}, {"id": 4, "type": "CLIPTextEncode", "pos": [370, 60], "size": [300, 200], "flags": {}, "order": 1, "mode": 0, "inputs": [{"name": "clip", "type": "CLIP", "link": 1}], "outputs": [], "properties": {"Node name for S&R": "CLIPTextEncode"}, "widgets_values": ["Best quality, award winning, bold shapes, geometric poster, (concentric rings:0.8), bauhaus, abstract circles, gouache, soft gradients, Clean lines, volumetric light"]}, {"id": 5, "type": "CLIPTextEncode", "pos": [700, 60], "size": [300, 200], "flags": {}, "order": 2, "mode": 0, "inputs": [{"name": "clip", "type": "CLIP", "link": 2}], "outputs": [], "properties": {"Node name for S&R": "CLIPTextEncode"}, "widgets_values": ["low quality, out of frame, watermark, cropped, text"]}, {"id": 6, "type": "EmptyLatentImage", "pos": [1030, 60], "size": [300, 200], "flags": {}, "order": 3, "mode": 0, "inputs": [], "outputs": [], "properties": {"Node name for S&R": "EmptyLatentImage"}, "widgets_values": [512, 512, 1]}, {"id": 7, "type": "KSampler", "pos": [40, 320], "size": [300, 200], "flags": {}, "order": 4, "mode": 0, "inputs": [{"name": "model", "type": "MODEL", "link": 3}, {"name": "positive", "type": "POSITIVE", "link": 4}, {"name": "negative", "type": "NEGATIVE", "link": 5}, {"name": "latent_image", "type": "LATENT_IMAGE", "link": 6}], "outputs": [], "properties": {"Node name for S&R": "KSampler"}, "widgets_values": [172641749294768, 8, 8.0, "euler", "sgm_uniform", 1.0]}, {"id": 8, "type": "VAEDecode", "pos": [370, 320], "size": [300, 200], "flags": {}, "order": 5, "mode": 0, "inputs": [{"name": "samples", "type": "SAMPLES", "link": 7}, {"name": "vae", "type": "VAE", "link": 8}], "outputs": [], "properties": {"Node name for S&R": "VAEDecode"}, "widgets_values": []}, {"id": 9, "type": "SaveImage", "pos": [700, 320], "size": [300, 200], "flags": {}, "order": 6, "mode": 0, "inputs": [{"name": "images", "type": "IMAGES", "link": 9}], "outputs": [], "properties": {"Node name for S&R": "SaveImage"}, "widgets_values": ["ComfyUI"]}], "links": [[1, 3, 1, 4, 0, "CLIP"], [2, 3, 1, 5, 0, "CLIP"], [3, 3, 0, 7, 0, "MODEL"], [4, 4, 0, 7, 1, "POSITIVE"], [5, 5, 0, 7, 2, "NEGATIVE"], [6, 6, 0, 7, 3, "LATENT_IMAGE"], [7, 7, 0, 8, 0, "SAMPLES"], [8, 3, 2, 8, 1, "VAE"], [9, 8, 0, 9, 0, "IMAGES"]], "groups": [], "config": {}, "extra": {}, "version": 0.4}');
INSERT INTO "finding_blocks" VALUES(9,0,'png:parameters','award winning, best quality, bold shapes, abstract circles,
((bauhaus)), concentric rings, flat illustration, café poster, volumetric light
Negative prompt: low quality, jpeg artifacts, blurry, signature
Steps: 20, Sampler: Euler a, Schedule type: Automatic, CFG scale: 6.5, Seed: 1568816087, Size: 512x768, Model hash: 7f96a1a9ca, Model: landscapeRealm_v4, Denoising strength: 0.4, Hires upscale: 1.5, Hires steps: 12, Hires upscaler: 4x-UltraSharp, Version: v1.10.1');
INSERT INTO "finding_blocks" VALUES(11,0,'png:prompt','{"3": {"inputs": {"ckpt_name": "posterCraftXL_v12.safetensors"}, "class_type": "CheckpointLoaderSimple", "_meta": {"title": "Load Checkpoint"}}, "4": {"inputs": {"text": "award winning, best quality, lit windows, tall buildings, dusk, (golden hour:1.2), screen print, muted palette, AWARD WINNING", "clip": ["3", 1]}, "class_type": "CLIPTextEncode", "_meta": {"title": "CLIP Text Encode (Prompt)"}}, "5": {"inputs": {"text": "signature, blurry, text, cropped, lowres", "clip": ["3", 1]}, "class_type": "CLIPTextEncode", "_meta": {"title": "CLIP Text Encode (Negative)"}}, "6": {"inputs": {"width": 256, "height": 256, "batch_size": 1}, "class_type": "EmptyLatentImage", "_meta": {"title": "EmptyLatentImage"}}, "7": {"inputs": {"seed": 467546000190491, "steps": 25, "cfg": 7.0, "sampler_name": "dpmpp_3m_sde", "scheduler": "karras", "denoise": 1.0, "model": ["3", 0], "positive": ["4", 0], "negative": ["5", 0], "latent_image": ["6", 0]}, "class_type": "KSampler", "_meta": {"title": "KSampler"}}, "8": {"inputs": {"upscale_method": "nearest-exact", "scale_by": 2.0, "samples": ["7", 0]}, "class_type": "LatentUpscaleBy", "_meta": {"title": "LatentUpscaleBy"}}, "9": {"inputs": {"seed": 467546000190491, "steps": 25, "cfg": 7.0, "sampler_name": "dpmpp_3m_sde", "scheduler": "karras", "denoise": 0.55, "model": ["3", 0], "positive": ["4", 0], "negative": ["5", 0], "latent_image": ["8", 0]}, "class_type": "KSampler", "_meta": {"title": "KSampler"}}, "10": {"inputs": {"samples": ["9", 0], "vae": ["3", 2]}, "class_type": "VAEDecode", "_meta": {"title": "VAEDecode"}}, "11": {"inputs": {"filename_prefix": "ComfyUI", "images": ["10", 0]}, "class_type": "SaveImage", "_meta": {"title": "Save Image"}}}');
INSERT INTO "finding_blocks" VALUES(11,1,'png:workflow','{"last_node_id": 11, "last_link_id": 14, "nodes": [{"id": 3, "type": "CheckpointLoaderSimple", "pos": [40, 60], "size": [300, 200], "flags": {}, "order": 0, "mode": 0, "inputs": [], "outputs": [], "properties": {"Node name for S&R": "CheckpointLoaderSimple"}, "widgets_values": ["posterCraftXL_v12.safetensors"]}, {"id": 4, "type": "CLIPTextEncode", "pos": [370, 60], "size": [300, 200], "flags": {}, "order": 1, "mode": 0, "inputs": [{"name": "clip", "type": "CLIP", "link": 1}], "outputs": [], "properties": {"Node name for S&R": "CLIPTextEncode"}, "widgets_values": ["award winning, best quality, lit windows, tall buildings, dusk, (golden hour:1.2), screen print, muted palette, AWARD WINNING"]}, {"id": 5, "type": "CLIPTextEncode", "pos": [700, 60], "size": [300, 200], "flags": {}, "order": 2, "mode": 0, "inputs": [{"name": "clip", "type": "CLIP", "link": 2}], "outputs": [], "properties": {"Node name for S&R": "CLIPTextEncode"}, "widgets_values": ["signature, blurry, text, cropped, lowres"]}, {"id": 6, "type": "EmptyLatentImage", "pos": [1030, 60], "size": [300, 200], "flags": {}, "order": 3, "mode": 0, "inputs": [], "outputs": [], "properties": {"Node name for S&R": "EmptyLatentImage"}, "widgets_values": [256, 256, 1]}, {"id": 7, "type": "KSampler", "pos": [40, 320], "size": [300, 200], "flags": {}, "order": 4, "mode": 0, "inputs": [{"name": "model", "type": "MODEL", "link": 3}, {"name": "positive", "type": "POSITIVE", "link": 4}, {"name": "negative", "type": "NEGATIVE", "link": 5}, {"name": "latent_image", "type": "LATENT_IMAGE", "link": 6}], "outputs": [], "properties": {"Node name for S&R": "KSampler"}, "widgets_values": [467546000190491, 25, 7.0, "dpmpp_3m_sde", "karras", 1.0]}, {"id": 8, "type": "LatentUpscaleBy", "pos": [370, 320], "size": [300, 200], "flags": {}, "order": 5, "mode": 0, "inputs": [{"name": "samples", "type": "SAMPLES", "link": 7}], "outputs": [], "properties": {"Node name for S&R": "LatentUpscaleBy"}, "widgets_values": ["nearest-exact", 2.0]}, {"id": 9, "type": "KSampler", "pos": [700, 320], "size": [300, 200], "flags": {}, "order": 6, "mode": 0, "inputs": [{"name": "model", "type": "MODEL", "link": 8}, {"name": "positive", "type": "POSITIVE", "link": 9}, {"name": "negative", "type": "NEGATIVE", "link": 10}, {"name": "latent_image", "type": "LATENT_IMAGE", "link": 11}], "outputs": [], "properties": {"Node name for S&R": "KSampler"}, "widgets_values": [467546000190491, 25, 7.0, "dpmpp_3m_sde", "karras", 0.55]}, {"id": 10, "type": "VAEDecode", "pos": [1030, 320], "size": [300, 200], "flags": {}, "order": 7, "mode": 0, "inputs": [{"name": "samples", "type": "SAMPLES", "link": 12}, {"name": "vae", "type": "VAE", "link": 13}], "outputs": [], "properties": {"Node name for S&R": "VAEDecode"}, "widgets_values": []}, {"id": 11, "type": "SaveImage", "pos": [40, 580], "size": [300, 200], "flags": {}, "order": 8, "mode": 0, "inputs": [{"name": "images", "type": "IMAGES", "link": 14}], "outputs": [], "properties": {"Node name for S&R": "SaveImage"}, "widgets_values": ["ComfyUI"]}], "links": [[1, 3, 1, 4, 0, "CLIP"], [2, 3, 1, 5, 0, "CLIP"], [3, 3, 0, 7, 0, "MODEL"], [4, 4, 0, 7, 1, "POSITIVE"], [5, 5, 0, 7, 2, "NEGATIVE"], [6, 6, 0, 7, 3, "LATENT_IMAGE"], [7, 7, 0, 8, 0, "SAMPLES"], [8, 3, 0, 9, 0, "MODEL"], [9, 4, 0, 9, 1, "POSITIVE"], [10, 5, 0, 9, 2, "NEGATIVE"], [11, 8, 0, 9, 3, "LATENT_IMAGE"], [12, 9, 0, 10, 0, "SAMPLES"], [13, 3, 2, 10, 1, "VAE"], [14, 10, 0, 11, 0, "IMAGES"]], "groups": [], "config": {}, "extra": {}, "version": 0.4}');
INSERT INTO "finding_blocks" VALUES(12,0,'exif:Make','SONY');
INSERT INTO "finding_blocks" VALUES(12,1,'exif:Model','ILCE-7M3');
INSERT INTO "finding_blocks" VALUES(12,2,'exif:Orientation','1');
INSERT INTO "finding_blocks" VALUES(12,3,'exif:ModifyDate','2019:05:02 17:07:04');
INSERT INTO "finding_blocks" VALUES(12,4,'exif:DateTimeOriginal','2019:05:02 17:07:04');
INSERT INTO "finding_blocks" VALUES(12,5,'exif:CreateDate','2019:05:02 17:07:04');
INSERT INTO "finding_blocks" VALUES(12,6,'exif:OffsetTime','+01:00');
INSERT INTO "finding_blocks" VALUES(12,7,'exif:OffsetTimeOriginal','+01:00');
INSERT INTO "finding_blocks" VALUES(12,8,'exif:LensModel','FE 35mm F1.8');
INSERT INTO "finding_blocks" VALUES(12,9,'xmp','<?xpacket begin="﻿" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="2"><dc:subject><rdf:Bag><rdf:li>river tejo</rdf:li><rdf:li>lisbon</rdf:li><rdf:li>pôr do sol</rdf:li><rdf:li>travel</rdf:li><rdf:li>family</rdf:li></rdf:Bag></dc:subject><dc:creator><rdf:Seq><rdf:li>J. Doe</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>');
INSERT INTO "finding_blocks" VALUES(13,0,'exif:Make','NIKON CORPORATION');
INSERT INTO "finding_blocks" VALUES(13,1,'exif:Model','NIKON Z 6_2');
INSERT INTO "finding_blocks" VALUES(13,2,'exif:Orientation','1');
INSERT INTO "finding_blocks" VALUES(13,3,'exif:ModifyDate','2021:09:19 18:13:24');
INSERT INTO "finding_blocks" VALUES(13,4,'exif:DateTimeOriginal','2021:09:19 18:13:24');
INSERT INTO "finding_blocks" VALUES(13,5,'exif:CreateDate','2021:09:19 18:13:24');
INSERT INTO "finding_blocks" VALUES(13,6,'exif:OffsetTime','+02:00');
INSERT INTO "finding_blocks" VALUES(13,7,'exif:OffsetTimeOriginal','+02:00');
INSERT INTO "finding_blocks" VALUES(13,8,'exif:LensModel','NIKKOR Z 24-70mm f/4 S');
INSERT INTO "finding_blocks" VALUES(13,9,'xmp','<?xpacket begin="﻿" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="3"><dc:subject><rdf:Bag><rdf:li>norway</rdf:li><rdf:li>travel</rdf:li><rdf:li>sky</rdf:li></rdf:Bag></dc:subject><dc:creator><rdf:Seq><rdf:li>Kari Nordmann</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>');
INSERT INTO "finding_blocks" VALUES(14,0,'exif:Make','SONY');
INSERT INTO "finding_blocks" VALUES(14,1,'exif:Model','ILCE-7M3');
INSERT INTO "finding_blocks" VALUES(14,2,'exif:Orientation','1');
INSERT INTO "finding_blocks" VALUES(14,3,'exif:ModifyDate','2019:05:02 17:07:04');
INSERT INTO "finding_blocks" VALUES(14,4,'exif:DateTimeOriginal','2019:05:02 17:07:04');
INSERT INTO "finding_blocks" VALUES(14,5,'exif:CreateDate','2019:05:02 17:07:04');
INSERT INTO "finding_blocks" VALUES(14,6,'exif:OffsetTime','+01:00');
INSERT INTO "finding_blocks" VALUES(14,7,'exif:OffsetTimeOriginal','+01:00');
INSERT INTO "finding_blocks" VALUES(14,8,'exif:LensModel','FE 35mm F1.8');
INSERT INTO "finding_blocks" VALUES(14,9,'xmp','<?xpacket begin="﻿" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="2"><dc:subject><rdf:Bag><rdf:li>river tejo</rdf:li><rdf:li>lisbon</rdf:li><rdf:li>pôr do sol</rdf:li><rdf:li>travel</rdf:li><rdf:li>family</rdf:li></rdf:Bag></dc:subject><dc:creator><rdf:Seq><rdf:li>J. Doe</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>');
INSERT INTO "finding_blocks" VALUES(15,0,'exif:Make','NIKON CORPORATION');
INSERT INTO "finding_blocks" VALUES(15,1,'exif:Model','NIKON Z 6_2');
INSERT INTO "finding_blocks" VALUES(15,2,'exif:Orientation','1');
INSERT INTO "finding_blocks" VALUES(15,3,'exif:ModifyDate','2021:09:19 18:13:24');
INSERT INTO "finding_blocks" VALUES(15,4,'exif:DateTimeOriginal','2021:09:19 18:13:24');
INSERT INTO "finding_blocks" VALUES(15,5,'exif:CreateDate','2021:09:19 18:13:24');
INSERT INTO "finding_blocks" VALUES(15,6,'exif:OffsetTime','+02:00');
INSERT INTO "finding_blocks" VALUES(15,7,'exif:OffsetTimeOriginal','+02:00');
INSERT INTO "finding_blocks" VALUES(15,8,'exif:LensModel','NIKKOR Z 24-70mm f/4 S');
INSERT INTO "finding_blocks" VALUES(15,9,'xmp','<?xpacket begin="﻿" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="3"><dc:subject><rdf:Bag><rdf:li>norway</rdf:li><rdf:li>travel</rdf:li><rdf:li>sky</rdf:li></rdf:Bag></dc:subject><dc:creator><rdf:Seq><rdf:li>Kari Nordmann</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>');
INSERT INTO "finding_blocks" VALUES(17,0,'exif:UserComment','Award winning, highly detailed, stained glass, (faceted light:1.1), [low poly], soft gradients, ((vector art)), [isometric view], rule of thirds, golden hour
Negative prompt: cropped, watermark, low quality
Steps: 24, Sampler: DPM++ SDE, Schedule type: Karras, CFG scale: 8.5, Seed: 2602446478, Size: 640x480, Model hash: 7f96a1a9ca, Model: landscapeRealm_v4, Version: v1.10.1');
INSERT INTO "finding_blocks" VALUES(18,0,'png:parameters','8k wallpaper, award winning, low sun, ((morning haze)), [layered ridges], ((rolling hills)), volumetric light, minimalist
Negative prompt: worst quality, watermark, low quality, jpeg artifacts, text
Steps: 28, Sampler: Euler a, Schedule type: Automatic, CFG scale: 6.5, Seed: 1239793197, Size: 512x768, Model hash: 4199bcdd14, Model: inkAndPaper_v2, Denoising strength: 0.4, Hires upscale: 1.5, Hires steps: 12, Hires upscaler: 4x-UltraSharp, Version: v1.10.1');
INSERT INTO "finding_blocks" VALUES(19,0,'png:parameters','((science fiction)), distant stars, small moon, ((ringed planet)),
(gouache:1.2), golden hour, ((minimalist)), muted palette, flat illustration
Negative prompt: blurry, text, jpeg artifacts
Steps: 24, Sampler: DDIM, CFG scale: 5, Seed: 329476059, Size: 640x448, Model hash: 31e35c80fc, Model: posterCraftXL_v12, Version: v1.10.1');
CREATE TABLE finding_keywords (
	finding_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	keyword_id INTEGER NOT NULL, 
	CONSTRAINT pk_finding_keywords PRIMARY KEY (finding_id, position), 
	CONSTRAINT fk_finding_keywords_finding_id_findings FOREIGN KEY(finding_id) REFERENCES findings (id) ON DELETE CASCADE, 
	CONSTRAINT fk_finding_keywords_keyword_id_keywords FOREIGN KEY(keyword_id) REFERENCES keywords (id)
)
 WITHOUT ROWID

;
INSERT INTO "finding_keywords" VALUES(1,2,1);
INSERT INTO "finding_keywords" VALUES(7,4,1);
INSERT INTO "finding_keywords" VALUES(18,2,1);
INSERT INTO "finding_keywords" VALUES(1,0,2);
INSERT INTO "finding_keywords" VALUES(4,1,2);
INSERT INTO "finding_keywords" VALUES(18,0,2);
INSERT INTO "finding_keywords" VALUES(1,5,3);
INSERT INTO "finding_keywords" VALUES(7,3,3);
INSERT INTO "finding_keywords" VALUES(18,5,3);
INSERT INTO "finding_keywords" VALUES(1,7,4);
INSERT INTO "finding_keywords" VALUES(6,6,4);
INSERT INTO "finding_keywords" VALUES(18,7,4);
INSERT INTO "finding_keywords" VALUES(19,6,4);
INSERT INTO "finding_keywords" VALUES(1,6,5);
INSERT INTO "finding_keywords" VALUES(8,10,5);
INSERT INTO "finding_keywords" VALUES(9,8,5);
INSERT INTO "finding_keywords" VALUES(18,6,5);
INSERT INTO "finding_keywords" VALUES(1,3,6);
INSERT INTO "finding_keywords" VALUES(7,5,6);
INSERT INTO "finding_keywords" VALUES(18,3,6);
INSERT INTO "finding_keywords" VALUES(1,4,7);
INSERT INTO "finding_keywords" VALUES(7,2,7);
INSERT INTO "finding_keywords" VALUES(18,4,7);
INSERT INTO "finding_keywords" VALUES(1,1,8);
INSERT INTO "finding_keywords" VALUES(8,1,8);
INSERT INTO "finding_keywords" VALUES(9,0,8);
INSERT INTO "finding_keywords" VALUES(11,0,8);
INSERT INTO "finding_keywords" VALUES(17,0,8);
INSERT INTO "finding_keywords" VALUES(18,1,8);
INSERT INTO "finding_keywords" VALUES(2,0,9);
INSERT INTO "finding_keywords" VALUES(2,1,10);
INSERT INTO "finding_keywords" VALUES(2,3,11);
INSERT INTO "finding_keywords" VALUES(2,5,12);
INSERT INTO "finding_keywords" VALUES(17,6,12);
INSERT INTO "finding_keywords" VALUES(2,7,13);
INSERT INTO "finding_keywords" VALUES(4,6,13);
INSERT INTO "finding_keywords" VALUES(2,2,14);
INSERT INTO "finding_keywords" VALUES(2,6,15);
INSERT INTO "finding_keywords" VALUES(2,4,16);
INSERT INTO "finding_keywords" VALUES(4,7,16);
INSERT INTO "finding_keywords" VALUES(17,8,16);
INSERT INTO "finding_keywords" VALUES(3,4,17);
INSERT INTO "finding_keywords" VALUES(11,3,17);
INSERT INTO "finding_keywords" VALUES(3,7,18);
INSERT INTO "finding_keywords" VALUES(8,9,18);
INSERT INTO "finding_keywords" VALUES(3,1,19);
INSERT INTO "finding_keywords" VALUES(4,0,19);
INSERT INTO "finding_keywords" VALUES(7,1,19);
INSERT INTO "finding_keywords" VALUES(8,0,19);
INSERT INTO "finding_keywords" VALUES(9,1,19);
INSERT INTO "finding_keywords" VALUES(11,1,19);
INSERT INTO "finding_keywords" VALUES(3,3,20);
INSERT INTO "finding_keywords" VALUES(3,2,21);
INSERT INTO "finding_keywords" VALUES(11,2,21);
INSERT INTO "finding_keywords" VALUES(3,8,22);
INSERT INTO "finding_keywords" VALUES(6,5,22);
INSERT INTO "finding_keywords" VALUES(11,5,22);
INSERT INTO "finding_keywords" VALUES(17,9,22);
INSERT INTO "finding_keywords" VALUES(19,5,22);
INSERT INTO "finding_keywords" VALUES(3,0,23);
INSERT INTO "finding_keywords" VALUES(17,1,23);
INSERT INTO "finding_keywords" VALUES(3,6,24);
INSERT INTO "finding_keywords" VALUES(4,8,24);
INSERT INTO "finding_keywords" VALUES(6,4,24);
INSERT INTO "finding_keywords" VALUES(8,7,24);
INSERT INTO "finding_keywords" VALUES(19,4,24);
INSERT INTO "finding_keywords" VALUES(3,5,25);
INSERT INTO "finding_keywords" VALUES(6,8,25);
INSERT INTO "finding_keywords" VALUES(9,6,25);
INSERT INTO "finding_keywords" VALUES(19,8,25);
INSERT INTO "finding_keywords" VALUES(3,9,26);
INSERT INTO "finding_keywords" VALUES(5,6,26);
INSERT INTO "finding_keywords" VALUES(4,3,27);
INSERT INTO "finding_keywords" VALUES(4,9,29);
INSERT INTO "finding_keywords" VALUES(7,8,29);
INSERT INTO "finding_keywords" VALUES(8,8,29);
INSERT INTO "finding_keywords" VALUES(17,5,29);
INSERT INTO "finding_keywords" VALUES(4,4,31);
INSERT INTO "finding_keywords" VALUES(4,2,33);
INSERT INTO "finding_keywords" VALUES(4,5,35);
INSERT INTO "finding_keywords" VALUES(5,3,37);
INSERT INTO "finding_keywords" VALUES(6,0,37);
INSERT INTO "finding_keywords" VALUES(19,0,37);
INSERT INTO "finding_keywords" VALUES(5,4,38);
INSERT INTO "finding_keywords" VALUES(5,2,39);
INSERT INTO "finding_keywords" VALUES(6,2,39);
INSERT INTO "finding_keywords" VALUES(19,2,39);
INSERT INTO "finding_keywords" VALUES(5,1,40);
INSERT INTO "finding_keywords" VALUES(6,3,40);
INSERT INTO "finding_keywords" VALUES(19,3,40);
INSERT INTO "finding_keywords" VALUES(5,0,41);
INSERT INTO "finding_keywords" VALUES(6,1,41);
INSERT INTO "finding_keywords" VALUES(19,1,41);
INSERT INTO "finding_keywords" VALUES(5,5,42);
INSERT INTO "finding_keywords" VALUES(6,7,50);
INSERT INTO "finding_keywords" VALUES(7,7,50);
INSERT INTO "finding_keywords" VALUES(11,7,50);
INSERT INTO "finding_keywords" VALUES(19,7,50);
INSERT INTO "finding_keywords" VALUES(7,6,54);
INSERT INTO "finding_keywords" VALUES(7,9,58);
INSERT INTO "finding_keywords" VALUES(7,0,59);
INSERT INTO "finding_keywords" VALUES(8,2,63);
INSERT INTO "finding_keywords" VALUES(9,2,63);
INSERT INTO "finding_keywords" VALUES(8,5,68);
INSERT INTO "finding_keywords" VALUES(9,4,68);
INSERT INTO "finding_keywords" VALUES(8,6,69);
INSERT INTO "finding_keywords" VALUES(9,3,69);
INSERT INTO "finding_keywords" VALUES(8,3,70);
INSERT INTO "finding_keywords" VALUES(8,4,72);
INSERT INTO "finding_keywords" VALUES(9,5,72);
INSERT INTO "finding_keywords" VALUES(9,7,78);
INSERT INTO "finding_keywords" VALUES(11,6,88);
INSERT INTO "finding_keywords" VALUES(11,4,89);
INSERT INTO "finding_keywords" VALUES(12,4,91);
INSERT INTO "finding_keywords" VALUES(14,4,91);
INSERT INTO "finding_keywords" VALUES(12,3,92);
INSERT INTO "finding_keywords" VALUES(13,1,92);
INSERT INTO "finding_keywords" VALUES(14,3,92);
INSERT INTO "finding_keywords" VALUES(15,1,92);
INSERT INTO "finding_keywords" VALUES(12,1,93);
INSERT INTO "finding_keywords" VALUES(14,1,93);
INSERT INTO "finding_keywords" VALUES(12,0,94);
INSERT INTO "finding_keywords" VALUES(14,0,94);
INSERT INTO "finding_keywords" VALUES(12,2,95);
INSERT INTO "finding_keywords" VALUES(14,2,95);
INSERT INTO "finding_keywords" VALUES(13,2,97);
INSERT INTO "finding_keywords" VALUES(15,2,97);
INSERT INTO "finding_keywords" VALUES(13,0,98);
INSERT INTO "finding_keywords" VALUES(15,0,98);
INSERT INTO "finding_keywords" VALUES(17,7,107);
INSERT INTO "finding_keywords" VALUES(17,3,110);
INSERT INTO "finding_keywords" VALUES(17,4,111);
INSERT INTO "finding_keywords" VALUES(17,2,114);
CREATE TABLE findings (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	size BIGINT NOT NULL, 
	mtime_ns BIGINT NOT NULL, 
	kind VARCHAR(8), 
	format TEXT, 
	width BIGINT, 
	height BIGINT, 
	duration_s FLOAT, 
	frame_rate FLOAT, 
	codec TEXT, 
	captured_at TEXT, 
	camera_make TEXT, 
	camera_model TEXT, 
	gps_lat FLOAT, 
	gps_lon FLOAT, 
	tool TEXT, 
	model TEXT, 
	generation TEXT, 
	score INTEGER, 
	favourite BOOLEAN, 
	nsfw_score FLOAT, 
	nsfw_model TEXT, 
	is_nsfw BOOLEAN DEFAULT 0 NOT NULL, 
	content_hash VARCHAR(64), 
	perceptual_hash VARCHAR(16), 
	thumbnail_id VARCHAR(32), 
	failures TEXT NOT NULL, 
	provenance TEXT NOT NULL, pixel_hash VARCHAR(64), 
	CONSTRAINT fk_findings_thumbnail_id_thumbnails FOREIGN KEY(thumbnail_id) REFERENCES thumbnails (thumbnail_id)
);
INSERT INTO "findings" VALUES(1,87645,1777633969000000000,'image','png',512,768,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'A1111','inkAndPaper_v2','{"tool": "A1111", "prompt": "8k wallpaper, award winning, low sun, ((morning haze)), [layered ridges], ((rolling hills)), volumetric light, minimalist", "negative_prompt": "worst quality, watermark, low quality, jpeg artifacts, text", "seed": 1239793197, "steps": 28, "sampler": "Euler a", "scheduler": "Automatic", "cfg_scale": 6.5, "model": "inkAndPaper_v2", "loras": []}',-1,0,0.030583,'nsfwjs MobileNetV2 4.3.0',0,'74367fcad89f7cd2c96ce0ee202d7dcae66a732e052f72afe8d0583e90373237','e0e04b3f1f3e31e0','6021877459b183a4f76aa3808a4150a3','[]','{"format": "signature of the bytes", "width": "header / containers 1", "height": "header / containers 1", "generation.tool": "png:parameters / a1111 1", "generation.prompt": "png:parameters / a1111 1", "generation.negative_prompt": "png:parameters / a1111 1", "generation.seed": "png:parameters / a1111 1", "generation.steps": "png:parameters / a1111 1", "generation.sampler": "png:parameters / a1111 1", "generation.scheduler": "png:parameters / a1111 1", "generation.cfg_scale": "png:parameters / a1111 1", "generation.model": "png:parameters / a1111 1", "keywords": "png:parameters / a1111 1", "score": ".scores sidecar / scores 1", "favourite": ".scores sidecar / scores 1", "nsfw": "the picture"}','034ca81b4e49a8cd4b1fc706a2f33c01fdba940ce17d81e75cac25efcf85a089');
INSERT INTO "findings" VALUES(2,85182,1777626613000000000,'image','png',512,768,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'A1111','inkAndPaper_v2','{"tool": "A1111", "prompt": "alpine panorama, Early light, (snowy peaks:1.1), sharp ridgeline, rule of thirds, vector art, ukiyo-e, paper cutout", "negative_prompt": null, "seed": 3514823651, "steps": 28, "sampler": "Euler a", "scheduler": "Automatic", "cfg_scale": 7.0, "model": "inkAndPaper_v2", "loras": []}',NULL,NULL,0.001602,'nsfwjs MobileNetV2 4.3.0',0,'b2177feaa55f72d168727c80c8a8f2e316ddf1afe809b1260535a73c64614433','e6d86b043deac075','89d634874794827aad6ad09376d29d8c','[]','{"format": "signature of the bytes", "width": "header / containers 1", "height": "header / containers 1", "generation.tool": "png:parameters / a1111 1", "generation.prompt": "png:parameters / a1111 1", "generation.seed": "png:parameters / a1111 1", "generation.steps": "png:parameters / a1111 1", "generation.sampler": "png:parameters / a1111 1", "generation.scheduler": "png:parameters / a1111 1", "generation.cfg_scale": "png:parameters / a1111 1", "generation.model": "png:parameters / a1111 1", "keywords": "png:parameters / a1111 1", "nsfw": "the picture"}','b88684a8d388b9aee73058cce5863bcdd7cbbd209bb515437112080773fd3461');
INSERT INTO "findings" VALUES(3,24542,1777629065000000000,'image','png',640,448,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'A1111','dreamHorizon_8','{"tool": "A1111", "prompt": "highly detailed, best quality, lit windows, (warm street glow:1.35), tall buildings, flat illustration, gouache, clean lines, golden hour, matte painting, HIGHLY DETAILED, <lora:ink-lines:0.8>", "negative_prompt": null, "seed": 1247348722, "steps": 28, "sampler": "DPM++ SDE", "scheduler": "Karras", "cfg_scale": 8.5, "model": "dreamHorizon_8", "loras": [{"name": "ink-lines", "weight": 0.8}]}',NULL,NULL,0.001035,'nsfwjs MobileNetV2 4.3.0',0,'0a3826f90e84191fb62b1424ddf44189ff3756a12f6421488347493c5ffb014d','988b6772b8ce4e31','9d81306a407200ecdb9807f88add227f','[]','{"format": "signature of the bytes", "width": "header / containers 1", "height": "header / containers 1", "generation.tool": "png:parameters / a1111 1", "generation.prompt": "png:parameters / a1111 1", "generation.seed": "png:parameters / a1111 1", "generation.steps": "png:parameters / a1111 1", "generation.sampler": "png:parameters / a1111 1", "generation.scheduler": "png:parameters / a1111 1", "generation.cfg_scale": "png:parameters / a1111 1", "generation.model": "png:parameters / a1111 1", "generation.loras": "png:parameters / a1111 1", "keywords": "png:parameters / a1111 1", "nsfw": "the picture"}','4fac5c2896a2f56c06ec5c5b6643275004dc88abfcf787a68f8b5c202b73e0e9');
INSERT INTO "findings" VALUES(4,60376,1777631517000000000,'image','png',512,768,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'A1111','posterCraftXL_v12','{"tool": "A1111", "prompt": "Best quality, ((8k wallpaper)), long horizon, full moon, ((starry night)), (moonlight on water:1.1), paper cutout, rule of thirds, gouache, soft gradients, BEST QUALITY, <lora:RetroPoster-v3:1.0>, <lora:paper_texture:0.4>", "negative_prompt": "jpeg artifacts, low quality, lowres, signature, watermark, text", "seed": 3457621819, "steps": 35, "sampler": "DPM++ SDE", "scheduler": "Karras", "cfg_scale": 5.0, "model": "posterCraftXL_v12", "loras": [{"name": "RetroPoster-v3", "weight": 1.0}, {"name": "paper_texture", "weight": 0.4}]}',2,0,0.000734,'nsfwjs MobileNetV2 4.3.0',0,'089a15b7a35f134d27f962a7f619d0ad6bf029a02fc586043a415596edaad9c0','9b9b646464649b9b','9a74382a634bcf413a7259c063ff70e0','[]','{"format": "signature of the bytes", "width": "header / containers 1", "height": "header / containers 1", "generation.tool": "png:parameters / a1111 1", "generation.prompt": "png:parameters / a1111 1", "generation.negative_prompt": "png:parameters / a1111 1", "generation.seed": "png:parameters / a1111 1", "generation.steps": "png:parameters / a1111 1", "generation.sampler": "png:parameters / a1111 1", "generation.scheduler": "png:parameters / a1111 1", "generation.cfg_scale": "png:parameters / a1111 1", "generation.model": "png:parameters / a1111 1", "generation.loras": "png:parameters / a1111 1", "keywords": "png:parameters / a1111 1", "score": ".scores sidecar / scores 1", "favourite": ".scores sidecar / scores 1", "nsfw": "the picture"}','26d562965f798fcd572cbcde56a566500b60e2fd26fa395dc994cfd6ec149192');
INSERT INTO "findings" VALUES(5,88373,1777633356000000000,'image','png',512,768,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'A1111','posterCraftXL_v12','{"tool": "A1111", "prompt": "(distant stars:1.35), ((ringed planet)), small moon, science fiction, deep space, vivid colours, matte painting, DISTANT STARS, <lora:soft_haze_v1.5:0.6>", "negative_prompt": null, "seed": 1419615989, "steps": 28, "sampler": "Euler a", "scheduler": "Automatic", "cfg_scale": 8.5, "model": "posterCraftXL_v12", "loras": [{"name": "soft_haze_v1.5", "weight": 0.6}]}',3,0,0.000401,'nsfwjs MobileNetV2 4.3.0',0,'79cc13cb41c765a750218a2d640de3411b8c67cbfbfd1b4998bc6483eb14a589','9d64629b9761398e','ae94f8cfbca5925f8b9f429876997dea','[]','{"format": "signature of the bytes", "width": "header / containers 1", "height": "header / containers 1", "generation.tool": "png:parameters / a1111 1", "generation.prompt": "png:parameters / a1111 1", "generation.seed": "png:parameters / a1111 1", "generation.steps": "png:parameters / a1111 1", "generation.sampler": "png:parameters / a1111 1", "generation.scheduler": "png:parameters / a1111 1", "generation.cfg_scale": "png:parameters / a1111 1", "generation.model": "png:parameters / a1111 1", "generation.loras": "png:parameters / a1111 1", "keywords": "png:parameters / a1111 1", "score": ".scores sidecar / scores 1", "favourite": ".scores sidecar / scores 1", "nsfw": "the picture"}','6875dc48fdc56039ebee136f4ef6316c2277be4c56f8bad61b83b618c8b7fd3f');
INSERT INTO "findings" VALUES(6,105155,1777628452000000000,'image','png',640,448,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'A1111','posterCraftXL_v12','{"tool": "A1111", "prompt": "((science fiction)), distant stars, small moon, ((ringed planet)),\n(gouache:1.2), golden hour, ((minimalist)), muted palette, flat illustration", "negative_prompt": "blurry, text, jpeg artifacts", "seed": 329476059, "steps": 24, "sampler": "DDIM", "scheduler": null, "cfg_scale": 5.0, "model": "posterCraftXL_v12", "loras": []}',NULL,NULL,0.000377,'nsfwjs MobileNetV2 4.3.0',0,'f819c1d761f97c1545340ecd47dcd54f1347d240d140668e23acab27e997ec43','cf3132c3e1cc8733','f78c48ae7ba63cdeab05c5523b4b5c30','[]','{"format": "signature of the bytes", "width": "header / containers 1", "height": "header / containers 1", "generation.tool": "png:parameters / a1111 1", "generation.prompt": "png:parameters / a1111 1", "generation.negative_prompt": "png:parameters / a1111 1", "generation.seed": "png:parameters / a1111 1", "generation.steps": "png:parameters / a1111 1", "generation.sampler": "png:parameters / a1111 1", "generation.cfg_scale": "png:parameters / a1111 1", "generation.model": "png:parameters / a1111 1", "keywords": "png:parameters / a1111 1", "nsfw": "the picture"}','9aacd8c177e3cd38da8bfd23037942a7af62688295944a3f1eff8023d004269a');
INSERT INTO "findings" VALUES(7,41610,1777626000000000000,'image','png',512,512,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'A1111','inkAndPaper_v2','{"tool": "A1111", "prompt": "masterpiece, best quality, ((layered ridges)), rolling hills, low sun, Morning haze, art deco poster, muted palette, soft gradients, wide shot", "negative_prompt": "lowres, worst quality, watermark, blurry, cropped, signature", "seed": 4015796493, "steps": 28, "sampler": "DPM++ 2M", "scheduler": "Karras", "cfg_scale": 8.5, "model": "inkAndPaper_v2", "loras": []}',NULL,NULL,0.021389,'nsfwjs MobileNetV2 4.3.0',0,'75eaf84325e35b92a78dd447f51a4b848f0dc30208b7c3daa816735808620edf','c3c7383837c74738','874635c31e2058bbee9d25f6a6a2a733','[]','{"format": "signature of the bytes", "width": "header / containers 1", "height": "header / containers 1", "generation.tool": "png:parameters / a1111 1", "generation.prompt": "png:parameters / a1111 1", "generation.negative_prompt": "png:parameters / a1111 1", "generation.seed": "png:parameters / a1111 1", "generation.steps": "png:parameters / a1111 1", "generation.sampler": "png:parameters / a1111 1", "generation.scheduler": "png:parameters / a1111 1", "generation.cfg_scale": "png:parameters / a1111 1", "generation.model": "png:parameters / a1111 1", "keywords": "png:parameters / a1111 1", "nsfw": "the picture"}','e917647c78176a38e03e28cdeae87d8792bc4db2023c18a95ae6ef41e8d48193');
INSERT INTO "findings" VALUES(8,103199,1777627839000000000,'image','png',512,512,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'ComfyUI','XL/inkAndPaper_v2.safetensors','{"tool": "ComfyUI", "prompt": "Best quality, award winning, bold shapes, geometric poster, (concentric rings:0.8), bauhaus, abstract circles, gouache, soft gradients, Clean lines, volumetric light", "negative_prompt": "low quality, out of frame, watermark, cropped, text", "seed": 172641749294768, "steps": 8, "sampler": "euler", "scheduler": "sgm_uniform", "cfg_scale": 8.0, "model": "XL/inkAndPaper_v2.safetensors", "loras": []}',NULL,NULL,3.4e-05,'nsfwjs MobileNetV2 4.3.0',0,'0d39547948eefd002ee9e88f4a7bb93fe0d1adab411b4793cb1971a799d29e1d','d2e42e69d1cd0cda','975e293764867278b88f641f0b6b30e4','[]','{"format": "signature of the bytes", "width": "header / containers 1", "height": "header / containers 1", "generation.tool": "png:prompt / comfyui 1", "generation.prompt": "png:prompt / comfyui 1", "generation.negative_prompt": "png:prompt / comfyui 1", "generation.seed": "png:prompt / comfyui 1", "generation.steps": "png:prompt / comfyui 1", "generation.sampler": "png:prompt / comfyui 1", "generation.scheduler": "png:prompt / comfyui 1", "generation.cfg_scale": "png:prompt / comfyui 1", "generation.model": "png:prompt / comfyui 1", "keywords": "png:prompt / comfyui 1", "nsfw": "the picture"}','2d3bd22f99b52cc6ccb37dc47ad4da5a4c56e4296230cffda80ed2d6f41e1d1e');
INSERT INTO "findings" VALUES(9,127622,1777630904000000000,'image','png',512,768,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'A1111','landscapeRealm_v4','{"tool": "A1111", "prompt": "award winning, best quality, bold shapes, abstract circles,\n((bauhaus)), concentric rings, flat illustration, caf\u00e9 poster, volumetric light", "negative_prompt": "low quality, jpeg artifacts, blurry, signature", "seed": 1568816087, "steps": 20, "sampler": "Euler a", "scheduler": "Automatic", "cfg_scale": 6.5, "model": "landscapeRealm_v4", "loras": []}',NULL,NULL,8.0e-06,'nsfwjs MobileNetV2 4.3.0',0,'0af55e4f34c5a57452ec7a249e293da933fdde7fbd8c17fd38fdd90099ec6ef2','94d34f266cc3c4b6','aff25b619f4f2c7be477bc2e60e3b0b2','[]','{"format": "signature of the bytes", "width": "header / containers 1", "height": "header / containers 1", "generation.tool": "png:parameters / a1111 1", "generation.prompt": "png:parameters / a1111 1", "generation.negative_prompt": "png:parameters / a1111 1", "generation.seed": "png:parameters / a1111 1", "generation.steps": "png:parameters / a1111 1", "generation.sampler": "png:parameters / a1111 1", "generation.scheduler": "png:parameters / a1111 1", "generation.cfg_scale": "png:parameters / a1111 1", "generation.model": "png:parameters / a1111 1", "keywords": "png:parameters / a1111 1", "nsfw": "the picture"}','cc66169c1a6d2942f0627325b58c0819bf1901602779151d438e11edbf1b1098');
INSERT INTO "findings" VALUES(10,30790,1777632743000000000,'image','png',480,360,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,'2d5ef2a2643578e359ade7c477575c6bc81c88475dd3d4e48cb010566a631e5a',NULL,NULL,'[["decode", "the picture ends after 53 % of its rows: the file is cut off; copy or download it again"]]','{"format": "signature of the bytes", "width": "header / containers 1", "height": "header / containers 1"}',NULL);
INSERT INTO "findings" VALUES(11,32956,1777630291000000000,'image','png',512,512,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'ComfyUI','posterCraftXL_v12.safetensors','{"tool": "ComfyUI", "prompt": "award winning, best quality, lit windows, tall buildings, dusk, (golden hour:1.2), screen print, muted palette, AWARD WINNING", "negative_prompt": "signature, blurry, text, cropped, lowres", "seed": 467546000190491, "steps": 25, "sampler": "dpmpp_3m_sde", "scheduler": "karras", "cfg_scale": 7.0, "model": "posterCraftXL_v12.safetensors", "loras": []}',NULL,NULL,0.001422,'nsfwjs MobileNetV2 4.3.0',0,'bc9dd183bcc016913f5428f1511b632881e6309dca2ac5f10b09612e16c73111','93a56d46a6174da9','c4475b270e5d83f9c5f7241787264f2e','[]','{"format": "signature of the bytes", "width": "header / containers 1", "height": "header / containers 1", "generation.tool": "png:prompt / comfyui 1", "generation.prompt": "png:prompt / comfyui 1", "generation.negative_prompt": "png:prompt / comfyui 1", "generation.seed": "png:prompt / comfyui 1", "generation.steps": "png:prompt / comfyui 1", "generation.sampler": "png:prompt / comfyui 1", "generation.scheduler": "png:prompt / comfyui 1", "generation.cfg_scale": "png:prompt / comfyui 1", "generation.model": "png:prompt / comfyui 1", "keywords": "png:prompt / comfyui 1", "nsfw": "the picture"}','df5b821ae8770118d70ef11788783b7520440ecb35cd47491bc7b9fc9b699e9e');
INSERT INTO "findings" VALUES(12,36347,1556816824000000000,'image','jpeg',800,600,NULL,NULL,NULL,'2019-05-02T17:07:04+01:00','SONY','ILCE-7M3',NULL,NULL,NULL,NULL,NULL,2,NULL,4.6e-05,'nsfwjs MobileNetV2 4.3.0',0,'093f05d70e4d63a0266e6cfaa8507f6f41be4be259b23dbe2ec2cdaf681adbc7','9169565b5e51a6a5','adf9a139c870498f474a786516816c04','[]','{"format": "signature of the bytes", "width": "header / containers 1", "height": "header / containers 1", "camera": "exif:Make, exif:Model / exif 1", "captured_at": "exif:DateTimeOriginal / exif 1", "keywords": "xmp / xmp 1", "score": "xmp xmp:Rating / xmp 1", "nsfw": "the picture"}','41c4f8a87ae52b330a8858652a3d83e8fabd0d253d507affa118f8cf191e67e1');
INSERT INTO "findings" VALUES(13,46628,1632075204000000000,'image','jpeg',960,720,NULL,NULL,NULL,'2021-09-19T18:13:24+02:00','NIKON CORPORATION','NIKON Z 6_2',NULL,NULL,NULL,NULL,NULL,3,NULL,0.354308,'nsfwjs MobileNetV2 4.3.0',0,'feb61317f2e24300deeae6ef9c02dd8ff9332e404d55cc34fffbb56682013ee1','b5884c4fda9c5d29','f224a2c42e95d9edbafb02ceef93452d','[]','{"format": "signature of the bytes", "width": "header / containers 1", "height": "header / containers 1", "camera": "exif:Make, exif:Model / exif 1", "captured_at": "exif:DateTimeOriginal / exif 1", "keywords": "xmp / xmp 1", "score": "xmp xmp:Rating / xmp 1", "nsfw": "the picture"}','ff39f9d463621dbeb751df0837c7378eb20105dffd2114d628718908cde4a4dc');
INSERT INTO "findings" VALUES(14,36347,1556816824000000000,'image','jpeg',800,600,NULL,NULL,NULL,'2019-05-02T17:07:04+01:00','SONY','ILCE-7M3',NULL,NULL,NULL,NULL,NULL,2,NULL,4.6e-05,'nsfwjs MobileNetV2 4.3.0',0,'093f05d70e4d63a0266e6cfaa8507f6f41be4be259b23dbe2ec2cdaf681adbc7','9169565b5e51a6a5','adf9a139c870498f474a786516816c04','[]','{"format": "signature of the bytes", "width": "header / containers 1", "height": "header / containers 1", "camera": "exif:Make, exif:Model / exif 1", "captured_at": "exif:DateTimeOriginal / exif 1", "keywords": "xmp / xmp 1", "score": "xmp xmp:Rating / xmp 1", "nsfw": "the picture"}','41c4f8a87ae52b330a8858652a3d83e8fabd0d253d507affa118f8cf191e67e1');
INSERT INTO "findings" VALUES(15,46628,1632075204000000000,'image','jpeg',960,720,NULL,NULL,NULL,'2021-09-19T18:13:24+02:00','NIKON CORPORATION','NIKON Z 6_2',NULL,NULL,NULL,NULL,NULL,3,NULL,0.354308,'nsfwjs MobileNetV2 4.3.0',0,'feb61317f2e24300deeae6ef9c02dd8ff9332e404d55cc34fffbb56682013ee1','b5884c4fda9c5d29','f224a2c42e95d9edbafb02ceef93452d','[]','{"format": "signature of the bytes", "width": "header / containers 1", "height": "header / containers 1", "camera": "exif:Make, exif:Model / exif 1", "captured_at": "exif:DateTimeOriginal / exif 1", "keywords": "xmp / xmp 1", "score": "xmp xmp:Rating / xmp 1", "nsfw": "the picture"}','ff39f9d463621dbeb751df0837c7378eb20105dffd2114d628718908cde4a4dc');
INSERT INTO "findings" VALUES(16,30790,1777632743000000000,'image','png',480,360,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,'2d5ef2a2643578e359ade7c477575c6bc81c88475dd3d4e48cb010566a631e5a',NULL,NULL,'[["decode", "the picture ends after 53 % of its rows: the file is cut off; copy or download it again"]]','{"format": "signature of the bytes", "width": "header / containers 1", "height": "header / containers 1"}',NULL);
INSERT INTO "findings" VALUES(17,16626,1777629678000000000,'image','webp',640,480,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'A1111','landscapeRealm_v4','{"tool": "A1111", "prompt": "Award winning, highly detailed, stained glass, (faceted light:1.1), [low poly], soft gradients, ((vector art)), [isometric view], rule of thirds, golden hour", "negative_prompt": "cropped, watermark, low quality", "seed": 2602446478, "steps": 24, "sampler": "DPM++ SDE", "scheduler": "Karras", "cfg_scale": 8.5, "model": "landscapeRealm_v4", "loras": []}',NULL,NULL,0.041004,'nsfwjs MobileNetV2 4.3.0',0,'556c0d029cc4fd86ca4445bebd9a1e92950a8e9049af12c504af367816e73469','bccc1e2de2e94c23','4f98bb0541e1f701254170854dd02436','[]','{"format": "signature of the bytes", "width": "header / containers 1", "height": "header / containers 1", "generation.tool": "exif:UserComment / a1111 1", "generation.prompt": "exif:UserComment / a1111 1", "generation.negative_prompt": "exif:UserComment / a1111 1", "generation.seed": "exif:UserComment / a1111 1", "generation.steps": "exif:UserComment / a1111 1", "generation.sampler": "exif:UserComment / a1111 1", "generation.scheduler": "exif:UserComment / a1111 1", "generation.cfg_scale": "exif:UserComment / a1111 1", "generation.model": "exif:UserComment / a1111 1", "keywords": "exif:UserComment / a1111 1", "nsfw": "the picture"}','1d914c14b0264d8779ec17202de9c8c0efab44ab74b608f4c2693ad2a7128f97');
INSERT INTO "findings" VALUES(18,87645,1777633969000000000,'image','png',512,768,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'A1111','inkAndPaper_v2','{"tool": "A1111", "prompt": "8k wallpaper, award winning, low sun, ((morning haze)), [layered ridges], ((rolling hills)), volumetric light, minimalist", "negative_prompt": "worst quality, watermark, low quality, jpeg artifacts, text", "seed": 1239793197, "steps": 28, "sampler": "Euler a", "scheduler": "Automatic", "cfg_scale": 6.5, "model": "inkAndPaper_v2", "loras": []}',-1,0,0.030583,'nsfwjs MobileNetV2 4.3.0',0,'74367fcad89f7cd2c96ce0ee202d7dcae66a732e052f72afe8d0583e90373237','e0e04b3f1f3e31e0','6021877459b183a4f76aa3808a4150a3','[]','{"format": "signature of the bytes", "width": "header / containers 1", "height": "header / containers 1", "generation.tool": "png:parameters / a1111 1", "generation.prompt": "png:parameters / a1111 1", "generation.negative_prompt": "png:parameters / a1111 1", "generation.seed": "png:parameters / a1111 1", "generation.steps": "png:parameters / a1111 1", "generation.sampler": "png:parameters / a1111 1", "generation.scheduler": "png:parameters / a1111 1", "generation.cfg_scale": "png:parameters / a1111 1", "generation.model": "png:parameters / a1111 1", "keywords": "png:parameters / a1111 1", "score": ".scores sidecar / scores 1", "favourite": ".scores sidecar / scores 1", "nsfw": "the picture"}','034ca81b4e49a8cd4b1fc706a2f33c01fdba940ce17d81e75cac25efcf85a089');
INSERT INTO "findings" VALUES(19,105155,1777628452000000000,'image','png',640,448,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'A1111','posterCraftXL_v12','{"tool": "A1111", "prompt": "((science fiction)), distant stars, small moon, ((ringed planet)),\n(gouache:1.2), golden hour, ((minimalist)), muted palette, flat illustration", "negative_prompt": "blurry, text, jpeg artifacts", "seed": 329476059, "steps": 24, "sampler": "DDIM", "scheduler": null, "cfg_scale": 5.0, "model": "posterCraftXL_v12", "loras": []}',NULL,NULL,0.000377,'nsfwjs MobileNetV2 4.3.0',0,'f819c1d761f97c1545340ecd47dcd54f1347d240d140668e23acab27e997ec43','cf3132c3e1cc8733','f78c48ae7ba63cdeab05c5523b4b5c30','[]','{"format": "signature of the bytes", "width": "header / containers 1", "height": "header / containers 1", "generation.tool": "png:parameters / a1111 1", "generation.prompt": "png:parameters / a1111 1", "generation.negative_prompt": "png:parameters / a1111 1", "generation.seed": "png:parameters / a1111 1", "generation.steps": "png:parameters / a1111 1", "generation.sampler": "png:parameters / a1111 1", "generation.cfg_scale": "png:parameters / a1111 1", "generation.model": "png:parameters / a1111 1", "keywords": "png:parameters / a1111 1", "nsfw": "the picture"}','9aacd8c177e3cd38da8bfd23037942a7af62688295944a3f1eff8023d004269a');
CREATE TABLE keywords (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	keyword TEXT NOT NULL, 
	keyword_hash BLOB NOT NULL, 
	CONSTRAINT uq_keywords_keyword_hash UNIQUE (keyword_hash)
);
INSERT INTO "keywords" VALUES(1,'low sun',X'20872577C6C1ED5C2AFB873B7C1F93B9');
INSERT INTO "keywords" VALUES(2,'8k wallpaper',X'41F0DE2AB0F05C0C968323958DF55028');
INSERT INTO "keywords" VALUES(3,'rolling hills',X'5F153F3123294B7AEBDF281752EF505F');
INSERT INTO "keywords" VALUES(4,'minimalist',X'74D02BF51D33E8F92C8A0B270BFBC5FC');
INSERT INTO "keywords" VALUES(5,'volumetric light',X'7E686E2922BEFC59974BFDE89AEDD2A1');
INSERT INTO "keywords" VALUES(6,'morning haze',X'8BC56299F5FE8C7F1E1AA91783E8D3A1');
INSERT INTO "keywords" VALUES(7,'layered ridges',X'9307EF9F25FA6639E80B29D98D834F5B');
INSERT INTO "keywords" VALUES(8,'award winning',X'EBA0E36071276AD32A920FCE2631A055');
INSERT INTO "keywords" VALUES(9,'alpine panorama',X'0229BB497568FE9D6BDD50CDB98309C7');
INSERT INTO "keywords" VALUES(10,'early light',X'2124438CA9B18BEE1A124976D331BB81');
INSERT INTO "keywords" VALUES(11,'sharp ridgeline',X'69E90B931B37CDB30EA414505887D6CC');
INSERT INTO "keywords" VALUES(12,'vector art',X'6AD2D44B8EDE7C0039F71ABEE92CAE48');
INSERT INTO "keywords" VALUES(13,'paper cutout',X'84B336C144EFDB43B06F63760E1ECD3E');
INSERT INTO "keywords" VALUES(14,'snowy peaks',X'A938C4A77F355E56CC9AE981BE3BF4E2');
INSERT INTO "keywords" VALUES(15,'ukiyo-e',X'D736170FF01A8768BFD0E93B38F7DA65');
INSERT INTO "keywords" VALUES(16,'rule of thirds',X'FD173D933C3308D683B6B948EA910114');
INSERT INTO "keywords" VALUES(17,'tall buildings',X'3DAA20028682F5822C56653BDE16CE59');
INSERT INTO "keywords" VALUES(18,'clean lines',X'440071A985FC6528C1AD4CD60010CC6A');
INSERT INTO "keywords" VALUES(19,'best quality',X'58E9926D47F30608FC7C3DFA359C944C');
INSERT INTO "keywords" VALUES(20,'warm street glow',X'5FFFDDB2B321AC395657F7C20EF99A67');
INSERT INTO "keywords" VALUES(21,'lit windows',X'8F691DDE794DF6380220F656E0386545');
INSERT INTO "keywords" VALUES(22,'golden hour',X'9B450B6A2020D72C62C2C36296D57B9A');
INSERT INTO "keywords" VALUES(23,'highly detailed',X'B968B6632ACE6DA71B76B98082F8B3BC');
INSERT INTO "keywords" VALUES(24,'gouache',X'C803301E7BF1307F3E783BE5426D0727');
INSERT INTO "keywords" VALUES(25,'flat illustration',X'C9555D157DA884D2C5997CA5113EEC85');
INSERT INTO "keywords" VALUES(26,'matte painting',X'DB0A9DEA77679A315CC4ABCD10141DFE');
INSERT INTO "keywords" VALUES(27,'full moon',X'02CCAB72F3D70F69E22D08E881CC91FE');
INSERT INTO "keywords" VALUES(29,'soft gradients',X'47B60E278220C0C244E89C305DB59E6A');
INSERT INTO "keywords" VALUES(31,'starry night',X'5D4F32D027F3328067725728A3563B5B');
INSERT INTO "keywords" VALUES(33,'long horizon',X'95F33B41A6BE4627F56A965CC1FDF494');
INSERT INTO "keywords" VALUES(35,'moonlight on water',X'EE4BB12EBA4EB382D106AE9C9E2F8111');
INSERT INTO "keywords" VALUES(37,'science fiction',X'05EED65E4571D2F1A95AC228194EB2E0');
INSERT INTO "keywords" VALUES(38,'deep space',X'06B4D14335AAA11F7EE35BE68B227274');
INSERT INTO "keywords" VALUES(39,'small moon',X'193E30E97159983D6832FB8B144C80DD');
INSERT INTO "keywords" VALUES(40,'ringed planet',X'1F888D9CF96AE22BF4F64748D3FBCA02');
INSERT INTO "keywords" VALUES(41,'distant stars',X'4D0CE5287189DEF00021392D0B86B567');
INSERT INTO "keywords" VALUES(42,'vivid colours',X'8642E319197E0AB17E3AE18BD1292392');
INSERT INTO "keywords" VALUES(50,'muted palette',X'A1290B008E169302E71DF97AC0AE6871');
INSERT INTO "keywords" VALUES(54,'art deco poster',X'282864785F0AA855CC8DFAC6910E4112');
INSERT INTO "keywords" VALUES(58,'wide shot',X'6EBC09B679C316C45B45F30099D20068');
INSERT INTO "keywords" VALUES(59,'masterpiece',X'7D96EB776AF246C7E0947AC5B2D9E948');
INSERT INTO "keywords" VALUES(63,'bold shapes',X'033DC6D6DB49E25046DF2D66D2C9A1D8');
INSERT INTO "keywords" VALUES(68,'bauhaus',X'870202E9BE8E74C777387FB364D9F404');
INSERT INTO "keywords" VALUES(69,'abstract circles',X'A633052EA8CFAF0EA472FBD58F5F1564');
INSERT INTO "keywords" VALUES(70,'geometric poster',X'B1A1B90F6040F123B70F2764087B3F19');
INSERT INTO "keywords" VALUES(72,'concentric rings',X'E7A9ED524DF4FD6125AA769D62906EED');
INSERT INTO "keywords" VALUES(78,'café poster',X'8981FF0E0D1333CE7A21F9FAF9209EA2');
INSERT INTO "keywords" VALUES(88,'screen print',X'B193D2DCD432CC3E68C56AF6A44041F4');
INSERT INTO "keywords" VALUES(89,'dusk',X'DDB08FA6D0392140EC70386B1486667B');
INSERT INTO "keywords" VALUES(91,'family',X'301166B1B94C0CB44A955E419646CECC');
INSERT INTO "keywords" VALUES(92,'travel',X'56ADEA0DD64E04746CE45793DEE4991C');
INSERT INTO "keywords" VALUES(93,'lisbon',X'7FB456F0614D669A29C3D87540201A5A');
INSERT INTO "keywords" VALUES(94,'river tejo',X'A312785FCB2A5A5563B1A6E9DD77926B');
INSERT INTO "keywords" VALUES(95,'pôr do sol',X'B029CA7446D93D8CAD4C05AE4338C291');
INSERT INTO "keywords" VALUES(97,'sky',X'7B5CE808FFCBD80E2B1F3A5AA57D2CA6');
INSERT INTO "keywords" VALUES(98,'norway',X'B045287D6867D433BE838FD7B84AF40E');
INSERT INTO "keywords" VALUES(107,'isometric view',X'4472DA750A09E732E9685E74938EC152');
INSERT INTO "keywords" VALUES(110,'faceted light',X'8A9AD56C3035774B4FF550750193769B');
INSERT INTO "keywords" VALUES(111,'low poly',X'953C7B47ACBE43CE2305766E4074FD13');
INSERT INTO "keywords" VALUES(114,'stained glass',X'E11530BB7F2A187257A58E002EEC0FB5');
CREATE TABLE library_files (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	path TEXT NOT NULL, 
	path_hash BLOB NOT NULL, 
	finding_id INTEGER NOT NULL, 
	size BIGINT NOT NULL, 
	mtime_ns BIGINT NOT NULL, 
	kind VARCHAR(8), 
	captured_at TEXT, 
	score INTEGER, 
	is_nsfw BOOLEAN DEFAULT 0 NOT NULL, 
	tool TEXT, 
	model TEXT, 
	added_at FLOAT NOT NULL, 
	changed_at FLOAT NOT NULL, 
	CONSTRAINT fk_library_files_finding_id_findings FOREIGN KEY(finding_id) REFERENCES findings (id), 
	CONSTRAINT uq_library_files_path_hash UNIQUE (path_hash)
);
INSERT INTO "library_files" VALUES(1,'/srv/photos/a1111/txt2img/two  spaces and a trailing one .png',X'4540B7E7F1CAD873629135CA7ECA6A3E',7,41610,1777626000000000000,'image',NULL,NULL,0,'A1111','inkAndPaper_v2',1.79559830707996439941e+09,1.79559830707996439941e+09);
INSERT INTO "library_files" VALUES(2,'/srv/photos/a1111/posters/00012-1419615989.png',X'4AAE860DF05A9A700D5C74D28E936A60',5,88373,1777633356000000000,'image',NULL,3,0,'A1111','posterCraftXL_v12',1.79559830707996439941e+09,1.79559830707996439941e+09);
INSERT INTO "library_files" VALUES(3,'/srv/photos/a1111/posters/00001-3514823651.png',X'5A2E124D86D7133FE7E702FDA3C159AA',2,85182,1777626613000000000,'image',NULL,NULL,0,'A1111','inkAndPaper_v2',1.79559830707996439941e+09,1.79559830707996439941e+09);
INSERT INTO "library_files" VALUES(4,'/srv/photos/a1111/posters/00005-1247348722.png',X'609D6775B4D3421321A2D3861ECEF5D3',3,24542,1777629065000000000,'image',NULL,NULL,0,'A1111','dreamHorizon_8',1.79559830707996439941e+09,1.79559830707996439941e+09);
INSERT INTO "library_files" VALUES(5,'/srv/photos/a1111/posters/00009-3457621819.png',X'6E7518D3DD279327A673CBECF37F4439',4,60376,1777631517000000000,'image',NULL,2,0,'A1111','posterCraftXL_v12',1.79559830707996439941e+09,1.79559830707996439941e+09);
INSERT INTO "library_files" VALUES(6,'/srv/photos/a1111/landscapes/00013-1239793197.png',X'7F43D734F837C0DE37C78EBCC16E78F1',1,87645,1777633969000000000,'image',NULL,-1,0,'A1111','inkAndPaper_v2',1.79559830707996439941e+09,1.79559830707996439941e+09);
INSERT INTO "library_files" VALUES(7,'/srv/photos/comfyui/upscaled/ComfyUI_00007_.png',X'801ACF47E5A91A8F724D5BD29F6FA669',11,32956,1777630291000000000,'image',NULL,NULL,0,'ComfyUI','posterCraftXL_v12.safetensors',1.79559830707996439941e+09,1.79559830707996439941e+09);
INSERT INTO "library_files" VALUES(8,'/srv/photos/comfyui/upscaled/ComfyUI_00003_.png',X'BC6971E7033E8F8570FFAC8FFE695FED',8,103199,1777627839000000000,'image',NULL,NULL,0,'ComfyUI','XL/inkAndPaper_v2.safetensors',1.79559830707996439941e+09,1.79559830707996439941e+09);
INSERT INTO "library_files" VALUES(9,'/srv/photos/a1111/landscapes/sunrise 🌄 over 海.png',X'CB91B3C8550EAB2F577242A17760EC0F',6,105155,1777628452000000000,'image',NULL,NULL,0,'A1111','posterCraftXL_v12',1.79559830707996439941e+09,1.79559830707996439941e+09);
INSERT INTO "library_files" VALUES(10,'/srv/photos/a1111/posters/it''s "quoted" & ''half-quoted.png',X'E97F1541C085761B9181F75D3D66B9B7',9,127622,1777630904000000000,'image',NULL,NULL,0,'A1111','landscapeRealm_v4',1.79559830707996439941e+09,1.79559830707996439941e+09);
CREATE TABLE sessions (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	session_id TEXT, 
	status VARCHAR(16) NOT NULL, 
	parameters TEXT NOT NULL, 
	created_at FLOAT NOT NULL, 
	elapsed FLOAT NOT NULL, 
	message TEXT NOT NULL, 
	committed INTEGER DEFAULT 0 NOT NULL, 
	commit_total INTEGER DEFAULT 0 NOT NULL, 
	created INTEGER DEFAULT 0 NOT NULL, 
	updated INTEGER DEFAULT 0 NOT NULL, 
	CONSTRAINT uq_sessions_session_id UNIQUE (session_id)
);
INSERT INTO "sessions" VALUES(1,'20261125-091824-97edd9','committed','{"directories": ["/srv/photos"], "pattern": "*.png", "recursive": true, "enable_nsfw_detection": true, "nsfw_threshold": 0.7, "extract_metadata": true, "extract_keywords": true, "import_scores": true, "skip_existing": true, "max_files": null}',1.79559830453646469112e+09,2.43361618600010842783e+00,'',10,10,10,0);
INSERT INTO "sessions" VALUES(2,'20261125-091827-b3d4e5','undone','{"directories": ["/srv/photos"], "pattern": "*.jpg|*.jpeg", "recursive": true, "enable_nsfw_detection": true, "nsfw_threshold": 0.7, "extract_metadata": true, "extract_keywords": true, "import_scores": true, "skip_existing": true, "max_files": null}',1.7955983071749801635e+09,1.69197615000030054943e-01,'',0,2,2,0);
INSERT INTO "sessions" VALUES(4,'20261125-091827-2ae844','completed','{"directories": ["/srv/photos"], "pattern": "*.png|*.jpg|*.jpeg|*.webp|*.gif|*.bmp|*.tif|*.tiff|*.avif|*.heic|*.heif|*.jxl|*.mp4|*.m4v|*.mov|*.webm|*.mkv", "recursive": true, "enable_nsfw_detection": true, "nsfw_threshold": 0.7, "extract_metadata": true, "extract_keywords": true, "import_scores": true, "skip_existing": true, "max_files": null}',1.79559830775720119478e+09,2.19899481999618728877e-01,'',0,0,0,0);
INSERT INTO "sessions" VALUES(5,'20261125-091828-27b135','paused','{"directories": ["/srv/photos"], "pattern": "*.png|*.jpg|*.jpeg|*.webp|*.gif|*.bmp|*.tif|*.tiff|*.avif|*.heic|*.heif|*.jxl|*.mp4|*.m4v|*.mov|*.webm|*.mkv", "recursive": true, "enable_nsfw_detection": true, "nsfw_threshold": 0.7, "extract_metadata": true, "extract_keywords": true, "import_scores": true, "skip_existing": false, "max_files": null}',1.79559830814383983611e+09,1.388521660001060809e-01,'Paused.',0,0,0,0);
CREATE TABLE staged_files (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	session INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	path_hash BLOB NOT NULL, 
	size BIGINT NOT NULL, 
	mtime_ns BIGINT NOT NULL, 
	outcome VARCHAR(8) NOT NULL, 
	finished_at FLOAT, 
	finding_id INTEGER, 
	kind VARCHAR(8), 
	captured_at TEXT, 
	score INTEGER, 
	nsfw_score FLOAT, 
	is_nsfw BOOLEAN DEFAULT 0 NOT NULL, 
	has_metadata BOOLEAN DEFAULT 0 NOT NULL, 
	has_prompt BOOLEAN DEFAULT 0 NOT NULL, 
	keyword_count INTEGER DEFAULT 0 NOT NULL, 
	warning_count INTEGER DEFAULT 0 NOT NULL, 
	failure_step VARCHAR(16), 
	failure_reason TEXT, 
	search_text TEXT NOT NULL, 
	CONSTRAINT fk_staged_files_finding_id_findings FOREIGN KEY(finding_id) REFERENCES findings (id), 
	CONSTRAINT fk_staged_files_session_sessions FOREIGN KEY(session) REFERENCES sessions (id) ON DELETE CASCADE, 
	CONSTRAINT uq_staged_files_session_path_hash UNIQUE (session, path_hash)
);
INSERT INTO "staged_files" VALUES(1,1,'/srv/photos/a1111/landscapes/00013-1239793197.png',X'7F43D734F837C0DE37C78EBCC16E78F1',87645,1777633969000000000,'ok',1.79559830637039875983e+09,1,'image',NULL,-1,0.030583,0,1,1,8,0,NULL,NULL,'/srv/photos/a1111/landscapes/00013-1239793197.png
8k wallpaper, award winning, low sun, ((morning haze)), [layered ridges], ((rolling hills)), volumetric light, minimalist
inkandpaper_v2');
INSERT INTO "staged_files" VALUES(2,1,'/srv/photos/a1111/landscapes/sunrise 🌄 over 海.png',X'CB91B3C8550EAB2F577242A17760EC0F',105155,1777628452000000000,'ok',1.79559830691995787619e+09,6,'image',NULL,NULL,0.000377,0,1,1,9,0,NULL,NULL,'/srv/photos/a1111/landscapes/sunrise 🌄 over 海.png
((science fiction)), distant stars, small moon, ((ringed planet)),
(gouache:1.2), golden hour, ((minimalist)), muted palette, flat illustration
postercraftxl_v12');
INSERT INTO "staged_files" VALUES(3,1,'/srv/photos/a1111/posters/00001-3514823651.png',X'5A2E124D86D7133FE7E702FDA3C159AA',85182,1777626613000000000,'ok',1.79559830644877600671e+09,2,'image',NULL,NULL,0.001602,0,1,1,8,0,NULL,NULL,'/srv/photos/a1111/posters/00001-3514823651.png
alpine panorama, early light, (snowy peaks:1.1), sharp ridgeline, rule of thirds, vector art, ukiyo-e, paper cutout
inkandpaper_v2');
INSERT INTO "staged_files" VALUES(4,1,'/srv/photos/a1111/posters/00005-1247348722.png',X'609D6775B4D3421321A2D3861ECEF5D3',24542,1777629065000000000,'ok',1.79559830653959178921e+09,3,'image',NULL,NULL,0.001035,0,1,1,10,0,NULL,NULL,'/srv/photos/a1111/posters/00005-1247348722.png
highly detailed, best quality, lit windows, (warm street glow:1.35), tall buildings, flat illustration, gouache, clean lines, golden hour, matte painting, highly detailed, <lora:ink-lines:0.8>
dreamhorizon_8');
INSERT INTO "staged_files" VALUES(5,1,'/srv/photos/a1111/posters/00009-3457621819.png',X'6E7518D3DD279327A673CBECF37F4439',60376,1777631517000000000,'ok',1.7955983067153110504e+09,4,'image',NULL,2,0.000734,0,1,1,10,0,NULL,NULL,'/srv/photos/a1111/posters/00009-3457621819.png
best quality, ((8k wallpaper)), long horizon, full moon, ((starry night)), (moonlight on water:1.1), paper cutout, rule of thirds, gouache, soft gradients, best quality, <lora:retroposter-v3:1.0>, <lora:paper_texture:0.4>
postercraftxl_v12');
INSERT INTO "staged_files" VALUES(6,1,'/srv/photos/a1111/posters/00012-1419615989.png',X'4AAE860DF05A9A700D5C74D28E936A60',88373,1777633356000000000,'ok',1.79559830688078927996e+09,5,'image',NULL,3,0.000401,0,1,1,7,0,NULL,NULL,'/srv/photos/a1111/posters/00012-1419615989.png
(distant stars:1.35), ((ringed planet)), small moon, science fiction, deep space, vivid colours, matte painting, distant stars, <lora:soft_haze_v1.5:0.6>
postercraftxl_v12');
INSERT INTO "staged_files" VALUES(7,1,'/srv/photos/a1111/posters/it''s "quoted" & ''half-quoted.png',X'E97F1541C085761B9181F75D3D66B9B7',127622,1777630904000000000,'ok',1.79559830696531701091e+09,9,'image',NULL,NULL,8.0e-06,0,1,1,9,0,NULL,NULL,'/srv/photos/a1111/posters/it''s "quoted" & ''half-quoted.png
award winning, best quality, bold shapes, abstract circles,
((bauhaus)), concentric rings, flat illustration, café poster, volumetric light
landscaperealm_v4');
INSERT INTO "staged_files" VALUES(8,1,'/srv/photos/a1111/txt2img/two  spaces and a trailing one .png',X'4540B7E7F1CAD873629135CA7ECA6A3E',41610,1777626000000000000,'ok',1.79559830693456339836e+09,7,'image',NULL,NULL,0.021389,0,1,1,10,0,NULL,NULL,'/srv/photos/a1111/txt2img/two  spaces and a trailing one .png
masterpiece, best quality, ((layered ridges)), rolling hills, low sun, morning haze, art deco poster, muted palette, soft gradients, wide shot
inkandpaper_v2');
INSERT INTO "staged_files" VALUES(9,1,'/srv/photos/comfyui/upscaled/ComfyUI_00003_.png',X'BC6971E7033E8F8570FFAC8FFE695FED',103199,1777627839000000000,'ok',1.79559830694929528239e+09,8,'image',NULL,NULL,3.4e-05,0,1,1,11,0,NULL,NULL,'/srv/photos/comfyui/upscaled/comfyui_00003_.png
best quality, award winning, bold shapes, geometric poster, (concentric rings:0.8), bauhaus, abstract circles, gouache, soft gradients, clean lines, volumetric light
xl/inkandpaper_v2.safetensors');
INSERT INTO "staged_files" VALUES(10,1,'/srv/photos/comfyui/upscaled/ComfyUI_00007_.png',X'801ACF47E5A91A8F724D5BD29F6FA669',32956,1777630291000000000,'ok',1.79559830699440288546e+09,11,'image',NULL,NULL,0.001422,0,1,1,8,0,NULL,NULL,'/srv/photos/comfyui/upscaled/comfyui_00007_.png
award winning, best quality, lit windows, tall buildings, dusk, (golden hour:1.2), screen print, muted palette, award winning
postercraftxl_v12.safetensors');
INSERT INTO "staged_files" VALUES(11,1,'/srv/photos/unsorted/recovered/file-00011.png',X'F3D8DDF6F2BB8E0378381D7068A7CAF1',30790,1777632743000000000,'failed',1.79559830697269248961e+09,10,'image',NULL,NULL,NULL,0,0,0,0,0,'decode','the picture ends after 53 % of its rows: the file is cut off; copy or download it again','/srv/photos/unsorted/recovered/file-00011.png');
INSERT INTO "staged_files" VALUES(12,2,'/srv/photos/photos/2019 Lisbon/IMG_20190502_170704_10.jpg',X'30E0E27E7DBBCEC1A588150407A1B211',36347,1556816824000000000,'ok',1.79559830733068084718e+09,12,'image','2019-05-02T17:07:04+01:00',2,4.6e-05,0,1,0,5,0,NULL,NULL,'/srv/photos/photos/2019 lisbon/img_20190502_170704_10.jpg
river tejo
pôr do sol
travel
family');
INSERT INTO "staged_files" VALUES(13,2,'/srv/photos/photos/2021 Norway/DSC_00002.JPG',X'BA0E7E870E1BCAB2E41AE9C4A7797610',46628,1632075204000000000,'ok',1.79559830734388685231e+09,13,'image','2021-09-19T18:13:24+02:00',3,0.354308,0,1,0,3,0,NULL,NULL,'/srv/photos/photos/2021 norway/dsc_00002.jpg
travel
sky');
INSERT INTO "staged_files" VALUES(17,4,'/srv/photos/a1111/landscapes/00013-1239793197.png',X'7F43D734F837C0DE37C78EBCC16E78F1',87645,1777633969000000000,'skipped',NULL,1,'image',NULL,-1,NULL,0,0,0,0,0,NULL,NULL,'/srv/photos/a1111/landscapes/00013-1239793197.png');
INSERT INTO "staged_files" VALUES(18,4,'/srv/photos/a1111/landscapes/sunrise 🌄 over 海.png',X'CB91B3C8550EAB2F577242A17760EC0F',105155,1777628452000000000,'skipped',NULL,6,'image',NULL,NULL,NULL,0,0,0,0,0,NULL,NULL,'/srv/photos/a1111/landscapes/sunrise 🌄 over 海.png');
INSERT INTO "staged_files" VALUES(19,4,'/srv/photos/a1111/posters/00001-3514823651.png',X'5A2E124D86D7133FE7E702FDA3C159AA',85182,1777626613000000000,'skipped',NULL,2,'image',NULL,NULL,NULL,0,0,0,0,0,NULL,NULL,'/srv/photos/a1111/posters/00001-3514823651.png');
INSERT INTO "staged_files" VALUES(20,4,'/srv/photos/a1111/posters/00005-1247348722.png',X'609D6775B4D3421321A2D3861ECEF5D3',24542,1777629065000000000,'skipped',NULL,3,'image',NULL,NULL,NULL,0,0,0,0,0,NULL,NULL,'/srv/photos/a1111/posters/00005-1247348722.png');
INSERT INTO "staged_files" VALUES(21,4,'/srv/photos/a1111/posters/00009-3457621819.png',X'6E7518D3DD279327A673CBECF37F4439',60376,1777631517000000000,'skipped',NULL,4,'image',NULL,2,NULL,0,0,0,0,0,NULL,NULL,'/srv/photos/a1111/posters/00009-3457621819.png');
INSERT INTO "staged_files" VALUES(22,4,'/srv/photos/a1111/posters/00012-1419615989.png',X'4AAE860DF05A9A700D5C74D28E936A60',88373,1777633356000000000,'skipped',NULL,5,'image',NULL,3,NULL,0,0,0,0,0,NULL,NULL,'/srv/photos/a1111/posters/00012-1419615989.png');
INSERT INTO "staged_files" VALUES(23,4,'/srv/photos/a1111/posters/it''s "quoted" & ''half-quoted.png',X'E97F1541C085761B9181F75D3D66B9B7',127622,1777630904000000000,'skipped',NULL,9,'image',NULL,NULL,NULL,0,0,0,0,0,NULL,NULL,'/srv/photos/a1111/posters/it''s "quoted" & ''half-quoted.png');
INSERT INTO "staged_files" VALUES(24,4,'/srv/photos/a1111/txt2img/two  spaces and a trailing one .png',X'4540B7E7F1CAD873629135CA7ECA6A3E',41610,1777626000000000000,'skipped',NULL,7,'image',NULL,NULL,NULL,0,0,0,0,0,NULL,NULL,'/srv/photos/a1111/txt2img/two  spaces and a trailing one .png');
INSERT INTO "staged_files" VALUES(25,4,'/srv/photos/comfyui/upscaled/ComfyUI_00003_.png',X'BC6971E7033E8F8570FFAC8FFE695FED',103199,1777627839000000000,'skipped',NULL,8,'image',NULL,NULL,NULL,0,0,0,0,0,NULL,NULL,'/srv/photos/comfyui/upscaled/comfyui_00003_.png');
INSERT INTO "staged_files" VALUES(26,4,'/srv/photos/comfyui/upscaled/ComfyUI_00007_.png',X'801ACF47E5A91A8F724D5BD29F6FA669',32956,1777630291000000000,'skipped',NULL,11,'image',NULL,NULL,NULL,0,0,0,0,0,NULL,NULL,'/srv/photos/comfyui/upscaled/comfyui_00007_.png');
INSERT INTO "staged_files" VALUES(27,4,'/srv/photos/photos/2019 Lisbon/IMG_20190502_170704_10.jpg',X'30E0E27E7DBBCEC1A588150407A1B211',36347,1556816824000000000,'ok',1.79559830789777469632e+09,14,'image','2019-05-02T17:07:04+01:00',2,4.6e-05,0,1,0,5,0,NULL,NULL,'/srv/photos/photos/2019 lisbon/img_20190502_170704_10.jpg
river tejo
pôr do sol
travel
family');
INSERT INTO "staged_files" VALUES(28,4,'/srv/photos/photos/2021 Norway/DSC_00002.JPG',X'BA0E7E870E1BCAB2E41AE9C4A7797610',46628,1632075204000000000,'ok',1.79559830793491649624e+09,15,'image','2021-09-19T18:13:24+02:00',3,0.354308,0,1,0,3,0,NULL,NULL,'/srv/photos/photos/2021 norway/dsc_00002.jpg
travel
sky');
INSERT INTO "staged_files" VALUES(29,4,'/srv/photos/unsorted/recovered/file-00011.png',X'F3D8DDF6F2BB8E0378381D7068A7CAF1',30790,1777632743000000000,'failed',1.79559830793978428839e+09,16,'image',NULL,NULL,NULL,0,0,0,0,0,'decode','the picture ends after 53 % of its rows: the file is cut off; copy or download it again','/srv/photos/unsorted/recovered/file-00011.png');
INSERT INTO "staged_files" VALUES(30,4,'/srv/photos/web/exports/export-00006.webp',X'2402E7D7E77DF06C87BD073BDBDF761C',16626,1777629678000000000,'ok',1.79559830797750926019e+09,17,'image',NULL,NULL,0.041004,0,1,1,10,0,NULL,NULL,'/srv/photos/web/exports/export-00006.webp
award winning, highly detailed, stained glass, (faceted light:1.1), [low poly], soft gradients, ((vector art)), [isometric view], rule of thirds, golden hour
landscaperealm_v4');
INSERT INTO "staged_files" VALUES(31,5,'/srv/photos/a1111/landscapes/00013-1239793197.png',X'7F43D734F837C0DE37C78EBCC16E78F1',87645,1777633969000000000,'ok',1.7955983083082489967e+09,18,'image',NULL,-1,0.030583,0,1,1,8,0,NULL,NULL,'/srv/photos/a1111/landscapes/00013-1239793197.png
8k wallpaper, award winning, low sun, ((morning haze)), [layered ridges], ((rolling hills)), volumetric light, minimalist
inkandpaper_v2');
INSERT INTO "staged_files" VALUES(32,5,'/srv/photos/a1111/landscapes/sunrise 🌄 over 海.png',X'CB91B3C8550EAB2F577242A17760EC0F',105155,1777628452000000000,'ok',1.79559830831628561018e+09,19,'image',NULL,NULL,0.000377,0,1,1,9,0,NULL,NULL,'/srv/photos/a1111/landscapes/sunrise 🌄 over 海.png
((science fiction)), distant stars, small moon, ((ringed planet)),
(gouache:1.2), golden hour, ((minimalist)), muted palette, flat illustration
postercraftxl_v12');
INSERT INTO "staged_files" VALUES(33,5,'/srv/photos/a1111/posters/00001-3514823651.png',X'5A2E124D86D7133FE7E702FDA3C159AA',85182,1777626613000000000,'pending',NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,0,0,NULL,NULL,'/srv/photos/a1111/posters/00001-3514823651.png');
INSERT INTO "staged_files" VALUES(34,5,'/srv/photos/a1111/posters/00005-1247348722.png',X'609D6775B4D3421321A2D3861ECEF5D3',24542,1777629065000000000,'pending',NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,0,0,NULL,NULL,'/srv/photos/a1111/posters/00005-1247348722.png');
INSERT INTO "staged_files" VALUES(35,5,'/srv/photos/a1111/posters/00009-3457621819.png',X'6E7518D3DD279327A673CBECF37F4439',60376,1777631517000000000,'pending',NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,0,0,NULL,NULL,'/srv/photos/a1111/posters/00009-3457621819.png');
INSERT INTO "staged_files" VALUES(36,5,'/srv/photos/a1111/posters/00012-1419615989.png',X'4AAE860DF05A9A700D5C74D28E936A60',88373,1777633356000000000,'pending',NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,0,0,NULL,NULL,'/srv/photos/a1111/posters/00012-1419615989.png');
INSERT INTO "staged_files" VALUES(37,5,'/srv/photos/a1111/posters/it''s "quoted" & ''half-quoted.png',X'E97F1541C085761B9181F75D3D66B9B7',127622,1777630904000000000,'pending',NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,0,0,NULL,NULL,'/srv/photos/a1111/posters/it''s "quoted" & ''half-quoted.png');
INSERT INTO "staged_files" VALUES(38,5,'/srv/photos/a1111/txt2img/two  spaces and a trailing one .png',X'4540B7E7F1CAD873629135CA7ECA6A3E',41610,1777626000000000000,'pending',NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,0,0,NULL,NULL,'/srv/photos/a1111/txt2img/two  spaces and a trailing one .png');
INSERT INTO "staged_files" VALUES(39,5,'/srv/photos/comfyui/upscaled/ComfyUI_00003_.png',X'BC6971E7033E8F8570FFAC8FFE695FED',103199,1777627839000000000,'pending',NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,0,0,NULL,NULL,'/srv/photos/comfyui/upscaled/comfyui_00003_.png');
INSERT INTO "staged_files" VALUES(40,5,'/srv/photos/comfyui/upscaled/ComfyUI_00007_.png',X'801ACF47E5A91A8F724D5BD29F6FA669',32956,1777630291000000000,'pending',NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,0,0,NULL,NULL,'/srv/photos/comfyui/upscaled/comfyui_00007_.png');
INSERT INTO "staged_files" VALUES(41,5,'/srv/photos/photos/2019 Lisbon/IMG_20190502_170704_10.jpg',X'30E0E27E7DBBCEC1A588150407A1B211',36347,1556816824000000000,'pending',NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,0,0,NULL,NULL,'/srv/photos/photos/2019 lisbon/img_20190502_170704_10.jpg');
INSERT INTO "staged_files" VALUES(42,5,'/srv/photos/photos/2021 Norway/DSC_00002.JPG',X'BA0E7E870E1BCAB2E41AE9C4A7797610',46628,1632075204000000000,'pending',NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,0,0,NULL,NULL,'/srv/photos/photos/2021 norway/dsc_00002.jpg');
INSERT INTO "staged_files" VALUES(43,5,'/srv/photos/unsorted/recovered/file-00011.png',X'F3D8DDF6F2BB8E0378381D7068A7CAF1',30790,1777632743000000000,'pending',NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,0,0,NULL,NULL,'/srv/photos/unsorted/recovered/file-00011.png');
INSERT INTO "staged_files" VALUES(44,5,'/srv/photos/web/exports/export-00006.webp',X'2402E7D7E77DF06C87BD073BDBDF761C',16626,1777629678000000000,'pending',NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,0,0,NULL,NULL,'/srv/photos/web/exports/export-00006.webp');
CREATE TABLE thumbnails (
	thumbnail_id VARCHAR(32) NOT NULL, 
	media_type VARCHAR(64) NOT NULL, 
	width INTEGER NOT NULL, 
	height INTEGER NOT NULL, 
	data BLOB NOT NULL, 
	CONSTRAINT pk_thumbnails PRIMARY KEY (thumbnail_id)
);
INSERT INTO "thumbnails" VALUES('6021877459b183a4f76aa3808a4150a3','image/jpeg',43,64,X'FFD8FFE000104A46494600010100000100010000FFDB00430006040506050406060506070706080A100A0A09090A140E0F0C1017141818171416161A1D251F1A1B231C1616202C20232627292A29191F2D302D283025282928FFDB0043010707070A080A130A0A13281A161A2828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828FFC00011080040002B03012200021101031101FFC4001F0000010501010101010100000000000000000102030405060708090A0BFFC400B5100002010303020403050504040000017D01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A434445464748494A535455565758595A636465666768696A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FAFFC4001F0100030101010101010101010000000000000102030405060708090A0BFFC400B51100020102040403040705040400010277000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434E125F11718191A262728292A35363738393A434445464748494A535455565758595A636465666768696A737475767778797A82838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FAFFDA000C03010002110311003F00E26DB452C3EED3E6D0CAA9F96BD7FC13E106D6A6640C228A300BB919C7A715A9E32F01FF00645A0B886513C04ED24AED2A7F3AEF75929729E7A8B71E63E76BAD33613C55136783D2BD1355D3C296E2B9D9ECF0C78AE98EA62E7639CFB27B51F64F6ADEFB2FB51F65F6AAB0BDA1F41F81B5D5D1A593CC42F0CA006C7518CE0FEA6B53C67E288752B1FB25A46C23277333F53ED8AE2A052A38A7C80B0AE374A2E5CC355E4A3CA73BA9C7B8B7158335A12C78AEC67B62D9E2AA9B0C9E95D51691CF26D9C9FD8CFA51F633E95D5FF67FB527D847B5573A235196F7F0B8CA4BB0FA138AB62E1DD72B2961EC6B8F8E58E41947561EC6A9DD6A621CAC07737739E3FF00AF5CD737E53B537B12C9B4CE037D6A75B8761F2C991EC6BCE22D52556FDE2AB8F6E2AC26B3B1C148D97DC37345C390EF9998F5627F1A80DC420E0CA99FAD72377E217921DAA59B3D4631F9D554D55368DF19DDDF068B872339BB4D4239CED6F91FD09E0D4B2DEDBC4FB5A419F619C579EBDF5C3B67CC23D00E052CF7F34A817217D4AF19A9B9D3C87657DA8EEF92D9885EEDEB5522BD9E360448587A1E735CDD9DFC91B812B168CF5CF6AB97BA82C6B8848773DFB0A2E1CA748DAB9C0DB173DF26A75D5202A0B0607B8C5700B732ACDE6873BFD6A53A8DC93FEB00FF00808A2E1C87FFD9');
INSERT INTO "thumbnails" VALUES('89d634874794827aad6ad09376d29d8c','image/jpeg',43,64,X'FFD8FFE000104A46494600010100000100010000FFDB00430006040506050406060506070706080A100A0A09090A140E0F0C1017141818171416161A1D251F1A1B231C1616202C20232627292A29191F2D302D283025282928FFDB0043010707070A080A130A0A13281A161A2828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828FFC00011080040002B03012200021101031101FFC4001F0000010501010101010100000000000000000102030405060708090A0BFFC400B5100002010303020403050504040000017D01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A434445464748494A535455565758595A636465666768696A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FAFFC4001F0100030101010101010101010000000000000102030405060708090A0BFFC400B51100020102040403040705040400010277000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434E125F11718191A262728292A35363738393A434445464748494A535455565758595A636465666768696A737475767778797A82838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FAFFDA000C03010002110311003F00A4B659ED4A6CBDABAB8B4EC8E94E934EC0E95FA27D6D1F3977638D6B423B533ECFED5D3CF658CF15464B5C1E95AC711733954B18BE451E456B791ED479157ED88F6C7ADE91A3A3C497170CA96E255462C703FCF41F8D4DE24D1D2DAF64F2D7F76FF3AFB67B571DF11EFF0053D2EF24D1A461F635952E6DDC01C800F5F5E7D7D2A9786BC657BA8788E4B5D56E0B42F6CA23DC7A322F27F100935F2AA355DAB27A33D0728462E9B5AA35AF6C1963F3361F2C92A1BB66B167B6E4F15B1A9FC42D31B47B4B0FB232EEB865690B7283030FD3B92463B01536AD2695717112E91751DC05823693667825720F3EA2BAA8E2249F2CD599E762A9F2C5D48BBA56FC4E60DBF3D293C8F6AD6F2327A5777A57812DE7D3E096EA6916675CB2A91807D2B6AD8D85149CD9C986A55714DAA4B63E675F105E5DEBF3DC6A772F335CBEE9198F1B881CE3B7402AEDFBB437C922120803A5729763137D456C4179F6BB78F79CCB18DADEFE86B9294EC9C3EE3DCA90BB53FBCD9D4A27BA8E08ADD4BCB2C8A88A3B93D05687876DAEBC2DF11A6D1B523891D7C83CF04E32A47F9EF5C4788F53922B482189D924078653823DEB1E3D6EF5EF64BDB8B9924BD0FE6ACAC72776739FCF9ACB115FF7BA154F0BCF45C5F53E81F8953CBE1FD1600A76DC5FA7EEC83CAAF73F5E9F9D79D69BE33F1069B651DA596A73456F1E76A000E32493D47A935C25B6B177717B17DBAE659976F9637B67682C5BF9B1FCEB6EA613F6B1F7850C34709EED3EA53BD1F329F6A6DA4DE4CC1BF84F06B31F58322A8921C11DD4D472EA2A508446C91D4F6A4EF7BA3B1509DACD06AD73F69BD9181CA0F957E954BB9A66FF006A379AE774E7277674C69B8AB21C783915D25A6A1135B4664701F1CFD6B99DC69335508CE0F4267479F73FFFD9');
INSERT INTO "thumbnails" VALUES('9d81306a407200ecdb9807f88add227f','image/jpeg',64,45,X'FFD8FFE000104A46494600010100000100010000FFDB00430006040506050406060506070706080A100A0A09090A140E0F0C1017141818171416161A1D251F1A1B231C1616202C20232627292A29191F2D302D283025282928FFDB0043010707070A080A130A0A13281A161A2828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828FFC0001108002D004003012200021101031101FFC4001F0000010501010101010100000000000000000102030405060708090A0BFFC400B5100002010303020403050504040000017D01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A434445464748494A535455565758595A636465666768696A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FAFFC4001F0100030101010101010101010000000000000102030405060708090A0BFFC400B51100020102040403040705040400010277000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434E125F11718191A262728292A35363738393A434445464748494A535455565758595A636465666768696A737475767778797A82838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FAFFDA000C03010002110311003F00F9ABC8A3C8AD3F23DA8F23DA97D60F77FB33C8CCF228F22B516DC938039ABF6BA1DCCFBBE4D98FEFF19A9962E3057932A395396891CE79147915D05E69325A95126D3B86460D556B523B538E29495D313CADA7668C9F228F22B4FC8F6A3C8F6A7F5817F66791ABA16DBED4A413932AEC279FF229FAC58358A44F1BEF0CDF3718C0AAB637CF6FA8995235512FF0E09519E73EB9A9AFF517BEF2D58468533B7208DD9C0EE79AE074AA7B74D7C27A30C5C5619C1BF7FF00AEA4962D602DD6596E4871D576FE5FCAB66CF58B6BA9C4281D5C8DDF30C571863744DC7612080401C8E4FF0087EA2A7BC8DD86E7DCAC416CB16C6EF4E7DB1F953A981854BDDBFF00214334A94EDA2B2DFCCECEEEDD6E597054E07AD61EB36E6D6356C77E71DEB32C75392C2E22794C6770DB81C6064649CFE9F4357F56D4E0D4ADD56318F2CEE3939EDEDCD674F0B56854517AC7B9A3CCE862A8C9C749762E4FA60B780CECCAE1464A91D7F5A34A4B59965FB5C30C52236DDA5B1DBEB4CBFD6E2974E9228A393CD71B14103EF7E75CD59B1F34B62511E431DBD78E48FAD2A386A9569CBDA3B3B8F1398C28D78AA7AA688B32C5284661FC443A03D87627153B5E6C795558A7023505F9183EDF4A86E2CD55A35538F3A778C1E7E4C3638E7DC7E551DD3325AC0C58B6F0597249DB83C7D6BDAE48C8F938E26A4499AF0312A8A9820EEC8E87A8C1FC2985CF9424320691DF0140201073CE7F035463942FF002AC30572719EC69ED3E6255F2D32A47CD8E48E78AA549225E26A49EE3D979922541B8B80A1C74CE72473C76A9AD595E46DE577397E557BF1DF8A8AE6F0978CA22AB200770EA4F1D71F4A8848D140A17043AF3B8671CF519E9D05559B4629DB62C317FB3EDF30F9808001273ED8E3A9FAD2CA12CF2A5D9D986704F7E9FE7E950720451963FBC20E4718078228824F3668A38D447B9B69239C838E0FE5472A2954927CD7D4FFFD9');
INSERT INTO "thumbnails" VALUES('9a74382a634bcf413a7259c063ff70e0','image/jpeg',43,64,X'FFD8FFE000104A46494600010100000100010000FFDB00430006040506050406060506070706080A100A0A09090A140E0F0C1017141818171416161A1D251F1A1B231C1616202C20232627292A29191F2D302D283025282928FFDB0043010707070A080A130A0A13281A161A2828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828FFC00011080040002B03012200021101031101FFC4001F0000010501010101010100000000000000000102030405060708090A0BFFC400B5100002010303020403050504040000017D01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A434445464748494A535455565758595A636465666768696A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FAFFC4001F0100030101010101010101010000000000000102030405060708090A0BFFC400B51100020102040403040705040400010277000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434E125F11718191A262728292A35363738393A434445464748494A535455565758595A636465666768696A737475767778797A82838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FAFFDA000C03010002110311003F00F07F2C7A51E58CF4C55CF2E9443EDC5725CE2B95521EE541CD06DCF5C715BFA569AF773C504285E59182AA81C927802BB3F17FC33D6FC31A6C37DA94110824217747206D8DD406FCBE952E6524DAB9E5463F6A3CBF6AD4B9B6D84E7D71F5AAFE5D5291372F795C7BD0B1E083574C5818E693CBF6ACEE45CBBA15E4BA7DEC1756E76CD0B8910E33820E4577FE3CF89F7FE2BD1A2D3A7B682DA10C1E431924C8C3A75E83DABCD150AF4A7B6E39F7A8B14A6D2B22B5CA99189EBCD57F2AAEF9593CD2EC3FE45527626E4F95F5A32BEB54BCEF7A3CEF7ACF51F29772BEB56AEECE4B58E2794A9591770DA738FA9E9592B2E580E793DB9AD6D725FF0047B51BB242F3B880DF8A838146A3E5455CAFAD195F5AA5E77BD1E77BD1A8B94CEF31BD68F31B1D699456F6431DBDBD4D4D2DE5C4A009667703A063903E83B557A28B00FF0031BD68F31BD6994516407FFFD9');
INSERT INTO "thumbnails" VALUES('ae94f8cfbca5925f8b9f429876997dea','image/jpeg',43,64,X'FFD8FFE000104A46494600010100000100010000FFDB00430006040506050406060506070706080A100A0A09090A140E0F0C1017141818171416161A1D251F1A1B231C1616202C20232627292A29191F2D302D283025282928FFDB0043010707070A080A130A0A13281A161A2828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828FFC00011080040002B03012200021101031101FFC4001F0000010501010101010100000000000000000102030405060708090A0BFFC400B5100002010303020403050504040000017D01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A434445464748494A535455565758595A636465666768696A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FAFFC4001F0100030101010101010101010000000000000102030405060708090A0BFFC400B51100020102040403040705040400010277000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434E125F11718191A262728292A35363738393A434445464748494A535455565758595A636465666768696A737475767778797A82838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FAFFDA000C03010002110311003F00F99F6F6E334A06473D05382E7DE97B9C6003E95AD8644463834A06481C735201D79A4C5160198201C74E946D1FDE5FD69E00C1CF5A081DA8B0128E3D282BDC0EB4F008E952C30F9840405989E83FC2A86402324E31CD38C78031F8D745A7787AEAE0812C66DD71D651B49FA035A177E1478E22D14F1BB63EEE40CFEB458126CE2C281D7918EDEB48323D3F2ADED5E4B26D3EC6DA0D37ECB796E185C4FE696339278F94F0B8F6AC5C7B5202709ED5D2F846FD6D16683EDD269D24BF76E517701ECD8E71F4AC4D99A7A2853C74AA71BE807AE59E97ADC96B0DCF3A9A951FE91122DD023EBC91F438A5BC86FD530F6653039C5828FE95C0E87ABC960F9CB70720AB152A7D88AE967F881A8AC2122BAB8620702490B81FF7D1359BA72F236555596A636A563617F733C12A4F05F01BBCE55CA1ED8641D3EA3F2AE365B568E57460772B15381E95D36A5E29D6EF15927D467D8C3EEAE1463F0C5607944F240C9E7938AB49ADCC9EADB2C18B07068F2EADF97C51E5FA75AD2C3B15914E714A724F4AB053DB146CE314058AA5013DF149B2AD94270307D28F28FA5160B1FFD9');
INSERT INTO "thumbnails" VALUES('f78c48ae7ba63cdeab05c5523b4b5c30','image/jpeg',64,45,X'FFD8FFE000104A46494600010100000100010000FFDB00430006040506050406060506070706080A100A0A09090A140E0F0C1017141818171416161A1D251F1A1B231C1616202C20232627292A29191F2D302D283025282928FFDB0043010707070A080A130A0A13281A161A2828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828FFC0001108002D004003012200021101031101FFC4001F0000010501010101010100000000000000000102030405060708090A0BFFC400B5100002010303020403050504040000017D01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A434445464748494A535455565758595A636465666768696A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FAFFC4001F0100030101010101010101010000000000000102030405060708090A0BFFC400B51100020102040403040705040400010277000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434E125F11718191A262728292A35363738393A434445464748494A535455565758595A636465666768696A737475767778797A82838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FAFFDA000C03010002110311003F00F98029C64638A50096DC0639CE476A7633D2A78633CF19ED5AD8C2E4023F4CF4E7347955B3A7E973DE3ECB685A46EFB474AD597C2BA9471EEFB3923AE1482453506F548C2789A507CB2924FD4E4197D060521E776739ED5D6785B4CD2AE3C430DBF896E64B3B0E7CC70304103807D2B0B5782DA0D4AEA3B195A6B449196291860B2E7826A7AD8D94AE676DE79A523B0E83BD4814104938C7EB40193C29E94EC3B9774B8126BC8D24FBA4E0F38FC2BB9B47D36DE786C9FC3913DC310A1A4958753DFD7EB5C9476A030CF4EF8E715DC784B5A45B9B5B7D6601756EAC02499C491F6E0F71D3834E749B6BB1CCF10945DB73BAD26C2DAD015B2B79EDE3273B6101BF9D6BCCB9880F32FCFB794B4EB4D36DEE9BFE25D2D9DC7FD339774727E5DFF0A75FC1F665D97167044C3FBFE6D74F3C5B518FF5F7EA7CAB84ECE73D6FD75FCD6879E78F7458E7B37BC89245B88B92CD80597F0AF299E3E4D7B96B971143613BAADB921780158827F1EB5E7DAB59D86A16FF006BB38BECD37CC648072848EBB7D3A8E2A6B2B4969B9EB65359BA528B7B3D0E171B5FF8B1DF0714801EBCE735A6D6BC9EF47D98E3A1C547233D4F6C8DC4B7C1E9566188A123A763577CB5C74A558C5777B33C1FAC33A7D07C472431AC7753DCA95E8C92601FAD74A3C66618C797A8DDB63F859C30FC8835E72882A458F23AF702A654632F892660B477849AF46743ADF8CE6BE3E5CD61673440E7F7B18DC7EB8AE6353D5A5B98DA28AD6DADD082311A741E83D052BA8249E0547E529EB9A958682D6C752C5C92E54CC5FB3FB51F673CF6CD6C792BB47AE694C00461B3D4918FA7FF00AEB4F6688FAC33FFD9');
INSERT INTO "thumbnails" VALUES('874635c31e2058bbee9d25f6a6a2a733','image/jpeg',64,64,X'FFD8FFE000104A46494600010100000100010000FFDB00430006040506050406060506070706080A100A0A09090A140E0F0C1017141818171416161A1D251F1A1B231C1616202C20232627292A29191F2D302D283025282928FFDB0043010707070A080A130A0A13281A161A2828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828FFC00011080040004003012200021101031101FFC4001F0000010501010101010100000000000000000102030405060708090A0BFFC400B5100002010303020403050504040000017D01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A434445464748494A535455565758595A636465666768696A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FAFFC4001F0100030101010101010101010000000000000102030405060708090A0BFFC400B51100020102040403040705040400010277000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434E125F11718191A262728292A35363738393A434445464748494A535455565758595A636465666768696A737475767778797A82838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FAFFDA000C03010002110311003F00F10FB37B52FD9BDAB656D727A55C834E2DDABED5C12DCF6390E6FECA7D293ECDED5D7FF649C7DDAAB3E9C573C54C7958729CCFD9BDA8FB37B56DB5AE0F4A6FD9FDAB4F641C8637D9BDA8FB37B56CFD9FDA8FB3FB51EC87C87416D6996E95D1699A707238AA7088E33F31FCAB6B4CD5AD6D5D59B77CA73F7735CB8AC45D7BA763A0CEBA3F877A93E9DF6910C792BB8445BE723E9FD3AD70BAA69BE5961B70457B327C56F0F980337DA965DB929E577F4CD799EA9790EA32CB3C2CADBD8B103B64FA578F82C46239DFB6564614A9D495F9958E0AE6D304F155FECD5D15CC1963C556FB37B57D1C3111B1D0A8331BECD47D9AB67ECDED47D9C55FD6221EC18CA2B9E177703A4AFF0089CD3FEDF738FF005BFF008E8AF0F98D7DB237A9C8CC8DB90907D4573BF6CB8FF9EAD522EA370072C1BEA28E641EDA274BF6C723E65527D698D70E7A607D0573725F5C38C799B47FB3C552B8B84886E99FAFAF24D1CE0F1091D6493103E79303DCE2AA3DFDBA9C7999FA0CD7370DCC32FDC719F43C1A9A8E623DBB7B19516A8C171247B8FA838A93FB5571FEA9B3F5AE37FB46E3FBC3FEF9AB96DA9A30C4E3637A8E41AC548F2A389BE9736E5BF9DDB21B60EC054B1EA72A8C3AAB1F5E95813EA71A8C420B9F53C0AA32DFCF202376D1E8BC51CC2788B753AC3AB39255447BBD33922A9CB234AE59D89635CB024364120FAD68C3AA158F12A6E61DC1C6697313F58E6F88D6A9EDEEE687EEB657D1B915CEB6A5397CAED03D3156E2D4E22BFBD5656F6E45171C6AABE8CFFFD9');
INSERT INTO "thumbnails" VALUES('975e293764867278b88f641f0b6b30e4','image/jpeg',64,64,X'FFD8FFE000104A46494600010100000100010000FFDB00430006040506050406060506070706080A100A0A09090A140E0F0C1017141818171416161A1D251F1A1B231C1616202C20232627292A29191F2D302D283025282928FFDB0043010707070A080A130A0A13281A161A2828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828FFC00011080040004003012200021101031101FFC4001F0000010501010101010100000000000000000102030405060708090A0BFFC400B5100002010303020403050504040000017D01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A434445464748494A535455565758595A636465666768696A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FAFFC4001F0100030101010101010101010000000000000102030405060708090A0BFFC400B51100020102040403040705040400010277000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434E125F11718191A262728292A35363738393A434445464748494A535455565758595A636465666768696A737475767778797A82838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FAFFDA000C03010002110311003F00E53C1FF0E756F11AF99676CF3439DAD309045029FF00AE841DE47708A47BD77707C0CD4A3785E46D25D55C16459E50C403C8C9520FFDF229DE35F1F6ADAB6B4FE17F87DB6CAC2D3F72F71061321783B48FB883A0C727B7A561C7E0EF16C79BAB2F12DD35EAF2489A55E7FDFCFF003158DD9E64AA5283E56697C3D787C33E32D7EC75D9E1D3F5878962B6B9B9701548625D439E01605483C67F1AA9F15F51B2D53C43A3A699776F77A95BC0D1DD5E40C19092C3CB52E382579C9F7AD5F0B4F1F8C3544D03E24E9AEBAB0052D75151E5B4B819F2D88F958E3241EFF5EBE7DF1174D97C2FA95DE956D1F96B0C8617949CB3A30DC8C30000194904019CAB0CE0E285B872BB5D6DFD7E271F7D244F7B70F6EBB616918A0F45C9C7E951C11C93CAB1C11BC92374545249FC05598B46BF90E042A8E392924A88E3EAA483FA57B97C28F06D868DA20D675DB78AE2591C2451310E85872CCD8C8214F18FEF293CFCBB69BB025D59E6BE18F871E20D7F0F6D6C042403BC3A3704919FBC07507A91D0E335B5AC7C1CD7AC2C9EE2065BB54196F2803B7EA158B7E40FBE2BD63E2CF8A6E748D16DD6D881BE352768C024827A7A00381EF5E67F0FBC7DA9C9AEC51CB296DEC141C018CF4E80647A83529C9EA672A918B6AD7486FC21894E85AA3C071766420B0192142641C77E4B57A8E93A7E97A1F875B59F1048445824EE7380338392393CF1C724FAE6BCFF00C4DE1AD57E1A78AA6D574AB692EBC3372F99046BBBCA427956F423276B74FD4577BA6DD689E34F081D27519952323AEEC0C13B81CF6E4641EFF98A4F5D48F65CB51F396618342D7B4F87C41E1D61BAD5D640CB9C90AD923E619EA3A1FF0003543E21E836DAD78B22BB937C700B181DE55E0921E5D8ABDC3105F278C0039E7235349D3748F0A786E6D2F489D5A32ACF34EEF948D3AB3BB74E83F4AE2FE226BFFDA9A5D9DBE9B7062B5BEB9B6B459470D1C2F12B027D1886E47A11496FA1A3972C5A8F5FCF529CDA85ADB37F67E8975A459B29DAB18B85DC4FBAEDC67DB3F8D77327DAB59F066C0F1FF6859BB1955171B0392CA48C9E9C0382470DCF1537FC2B4F0BFF00C235E47F66DB63663CCD83CCF4CEFF00BD9FC6BCD3C37E22BEF0FE8D752C1319A7B0BB9AC526EA658D14B81CF073B40FA74C1E68DF623D9FB3D1F53BE7D2E1F17F8760B1BD5305F5B22C4379E2451F7486E9B87208EFC9E84563E89F0E2CBC2F39D4758B94B7823E7731193DB0AAB92CC7381F5E06697C63F13E0F0E441934BB637EC91966F232017DFD5778EF19EF5E17E32F1EEB3E28B977BCB995626C828AD8C8F43800103B0C63EA4925C53668A9C26B99EBFA9D8780BE33EA3A0DA47673B457364830B6F785FF00763FBB1CAA19B1E8AEA703F8ABB37F8D7A34709923F0BD82C841C937B0EDE7AFDD52C7FEF9AF99B751BAADC11D1CCED63D3BC75F142FBC4119B61F674B30772DA5AC652DF23A3367E6948E3860AA08FBA69BE08D6A1D66C26D13576925798E5581CC8CC0921D7BB38CE31D480A003820F99EEA0360F069F2AB1128A92B33E94B7FF84D6E2C56C20D7AD64B42368B9584FDA36FD3A671DF39F7A86EACB49F0CD8DB5B5DCCAEB00DF15B29DD2CB26771761EBC7D00CE4E3A78543E27D5D63110BB6947FD3450EC7F1233FAD53BAD5AEEE91D2594047FBEB1A2C61FD37050377E34B94C5D06DEB236FC6BAFB6B5A9C8FB948DC598A9CAE7180A0F70A0019EE4B1EF5CE6EA8B751BAAD1BA8A4AC88B3466A2DD46EA65D89735358C0D777B6F6C842BCD22C609E80938AA9BAA6B3BA7B4BB82E2200C90BAC8B9E99072280B1ED1E18D0D16DED60D3ECEE6E6E2E51A48AD619561FDDA9C192573D493FF00D6C0C01078A7C0B7FAA69325FD969D7AC516427CE5FDEC2E99DC8C7F894E38F7C631CE6FFC37D6ECAFB52D25527B989E06291CD0302EA8DC98E553DB38E7D7A57A1F88B58D4ADF5CD442DFDCDADCDBCAAB65671C7949949E7271F5E723A64E7358B6D338EEE0F9A573E4D955E291A3955924425595860823B114DCD7A67ED0F696969E3689EDA348AE27B58E4B88906006C75F6EE31DB0057976EAD53BAB9D87FFD9');
INSERT INTO "thumbnails" VALUES('aff25b619f4f2c7be477bc2e60e3b0b2','image/jpeg',43,64,X'FFD8FFE000104A46494600010100000100010000FFDB00430006040506050406060506070706080A100A0A09090A140E0F0C1017141818171416161A1D251F1A1B231C1616202C20232627292A29191F2D302D283025282928FFDB0043010707070A080A130A0A13281A161A2828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828FFC00011080040002B03012200021101031101FFC4001F0000010501010101010100000000000000000102030405060708090A0BFFC400B5100002010303020403050504040000017D01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A434445464748494A535455565758595A636465666768696A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FAFFC4001F0100030101010101010101010000000000000102030405060708090A0BFFC400B51100020102040403040705040400010277000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434E125F11718191A262728292A35363738393A434445464748494A535455565758595A636465666768696A737475767778797A82838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FAFFDA000C03010002110311003F00F30DD5E83F0FE4B61A74BB1ADD6FF2BB0CC507197DE14BFCA1B1E5F5E700E3BD79BEEAB162F379E12DE468D9B8241C0C7539F6EF5E738DD58E08BB3B9D6F8E120B8D5228F4E10BC854193C8C08CBED1BCAF60BBB3D38CE71C572F7304B6C544CA06E190430607E84715DCE8F6316911ADDDF3BB5C4C06D4C6646E41049EDD071FCEB5357905C80FAC585FDB24A72B2B86504E3AE3A1E9E86B9DD749D96A8A71BEA7966EA3756F789B42FB0E27808785C6E565180C3BF1D88FCBD318AE6B756F16A4AE8871B1D8F877C2B60DA3C1AA7882EAE228AE98A5ADB5B45E64B2E3A9C6781C8FF00EBF6D05F0B59D9CF65A969576D77A5DC4A213E6A6C78DC30255867E9F9FD70EF09788B4FBBD1F4A827D55347D5B49DEB04F2C6648A48DB39040070793D8F5ED50F88FC4FA7D8E9F0E93A5DE9BF67B9377777A136A990F4DA3D01E7DF9E050D49B68D52563D37E1559C179E2BD66F6E63596E2C62536E8DD89CFCC3E98FD6BD16DE53ADADC586A71A4F693210EA540DB5E19E1FD66E56FA2D5F409D22D415009A06390E3FA83EBFC8D751AA78EBC4BA9D949670D8DAE9C251B659E339623BE39E2B9213505CB2D2C6D09A8AB3386BC893FB1AF602DE6456F761236F51BB6E3F104FE75E5E5B93CD773E28D4E0B5D396C2C18CBB09669146773F4C8F61D73EA00F5AF3EDD5BE1A2D475EA73C887751BAA1DD5E87E08F0E79C96652D3EDBA8DEBECB78376D04819249EC00EA7EB5D12928AB825738CB4D46E2D71E53FCA0E403DBE87A8FC315D97811351F187882DF4C3284858E6476777555EA490CC41E013F876EB5D76BDE176B7D3DAE3545D36E34E56F2E5BAB198C9F667EC194F5CF4E3F4AB9F0AFC317BA3EA26EADAD2251750B1DB7321DC9095237B60803863EFC7BD65CF1B5E48B8C75B1A126AFA5D81F2346D1B4D92D15BCB5B9D458B3DC30E32070147A01504B75E0892467D4FC33770DE93FBD482E098C1FF00679E87AD58BEF08E99AEDBF97A6EAB61A8C962A4BC56AF891573C91D33F5E6A13E0DF116A3FE95A7E9E1ED1C7EED9A450481C7209F6AE7E7AA9F995EF1F396EAF5FF00875AF79234ABDB5896E67B1F32392D776D32C6E30C14FA8E48FC2BC67754D6B793DAC9BEDE568DBDBBD774E1CC885A1F445E4D62BE1EBFB0F0F69DA8AFDA248AE2E5AF467088D90802838EFCB62BA76B76D6744D7ECB4EB88FED3AADBAB5AB6EC06C104C44F624715CBF86BC416FA868BA44D6BE201A61B699E5B98CA3133E5B208C0E4E30B8ED8AF39F14F8E7ECBE2ABA9B458A316DBD982924632E4E3838E8471FE02B9630949D9742D3B1E8DF0EBC2DAD69BE2BB4D4F51D3E6D32C74EDCF3CB300A1C6D2362FF007B3ED5CCF887C417475ABCFB16AA20B70F848F77DDFF0026B92D5BE276B5A8DA79124B26DC63E69377F415C44D3BCD23492B16763924D6B0A2FED0AEA2AC8FFFD9');
INSERT INTO "thumbnails" VALUES('c4475b270e5d83f9c5f7241787264f2e','image/jpeg',64,64,X'FFD8FFE000104A46494600010100000100010000FFDB00430006040506050406060506070706080A100A0A09090A140E0F0C1017141818171416161A1D251F1A1B231C1616202C20232627292A29191F2D302D283025282928FFDB0043010707070A080A130A0A13281A161A2828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828FFC00011080040004003012200021101031101FFC4001F0000010501010101010100000000000000000102030405060708090A0BFFC400B5100002010303020403050504040000017D01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A434445464748494A535455565758595A636465666768696A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FAFFC4001F0100030101010101010101010000000000000102030405060708090A0BFFC400B51100020102040403040705040400010277000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434E125F11718191A262728292A35363738393A434445464748494A535455565758595A636465666768696A737475767778797A82838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FAFFDA000C03010002110311003F00F9FBC8F6A3C8F6AD4F228F22B6B9B72997E47B51E47B56A79147907D28B872997E47B51E47B56AFD9CFA527D9CFA5170E532FC8F6A3C8F6AD4F23DA8F228B8729A9E451E456D5CD8F90C06EDD919E94EB4B60265322FC8393B8714ACEF636D2D7462ADBE6A45B5F6ADFB882292406009B7183B318CD653DD18E35611AB1624000E4F04E7E9DBF3A1A77B09356B9A1A569F6EF6B99A2566DC79359F3D82B5FB471808A5F03DAAF6832C9248F9763195FBB8E1581C119EFC60FE35A06DBF7E24C7F166AA5A24671D64CC1BED20DAC41FCC0D938C018ACF305753AC3C71DA8694E1770EDF5ACDB5805E2335B9CAA9C1CF144A3AE854249C6F264EFAE08D72F00CFF00743E4F523D31DBD7B8AB105F2DF69B73208CA85565C13D78AE42F2E9EDED56788AB3AED2C4C8370C12148EE3A018F607A53ECB578C21F32F76831E4AE5B93B70178F4F7E38AB5231E5474DE1D68FEC929C040656C293D0607159571986D8B34787DC0AE63EC4BE1B3EFF00C80F4E3323BE8259E607F79206FE218C9DDCF43F5AD17636B6F1B0891CB0C79858F00F380011EFD475A4EDD0A573534260F753302480A147CD91C638C1E7A93FD29DABDDB45742201C96E8C262B818F4040FCFAD60932A4C1A352C1410A1B120C6327B63BE7DB34F171B2D6505D9A2258856455076AF072780DD33DFDE87B096F73A2D75FCBB3460092245FBA707BF43D8FA545E1F1B52E81944A7CDE5F39DC71C9F7AE1AEF53BC69E11039C2A0601583F6C927E9CF5E82B33FD5DC47E4BAEE5230C84F5CF5E68E6D6E4DB4B16F0CB1CC2032F949B62943C6A4004B727D304707DFA8A890A24132A05C291FBC2992C4E46DEA40182C7F0A7ABA49665A794BF96A80062C4E416C28EC171CF5FA7A5449330858FEED830F2CA966C80791C679031C75C77ED59A18E937C334724B960817CB623EFAF6E791D31F4E9DA94C66E5CB223FDCF35B729C30E01C051C0DDBB9E9F4C50D1F951C8B30F35A2DA41CB1520F4F4E315249BA16B5FB390B23C60B1C18CB0C03CE4E31C632319C1F624B817B4CBB8EC612B30386F976A919C373D0F3D3BE319C75A967D5D65B79192D02232A84675C85C8DB919CE47CA7AE718AC930B4B3C8F247331C13F28DE385EA5B3D01DBF81E7DD92ECDAA5C44247E8A377EED70319FC318C67A9CD3B8EE2DC1685B0F104998021D5768652181C0E073903A76A69C22148A52AB200C57767773C0E9D472690CAA0794C4C91AAE14C6C5416C920904738DC4741FE325D3C4F732E599B9CAB617EF1233923A8C66908FFD9');
INSERT INTO "thumbnails" VALUES('adf9a139c870498f474a786516816c04','image/jpeg',64,48,X'FFD8FFE000104A46494600010100000100010000FFDB00430006040506050406060506070706080A100A0A09090A140E0F0C1017141818171416161A1D251F1A1B231C1616202C20232627292A29191F2D302D283025282928FFDB0043010707070A080A130A0A13281A161A2828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828FFC00011080030004003012200021101031101FFC4001F0000010501010101010100000000000000000102030405060708090A0BFFC400B5100002010303020403050504040000017D01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A434445464748494A535455565758595A636465666768696A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FAFFC4001F0100030101010101010101010000000000000102030405060708090A0BFFC400B51100020102040403040705040400010277000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434E125F11718191A262728292A35363738393A434445464748494A535455565758595A636465666768696A737475767778797A82838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FAFFDA000C03010002110311003F00F08F27DA8F27DAB47C9AE82EB4BD13FE117B19ECEF66975B9252B35B15F95579E9C7D3B9EB5C7CC712671DE4FB55AD334E37D7D15BA90BBCFDE3D8753572E2CA480812A819E9820FF2A4837C132CB131575390476A39AEB40B973C41E1B8B4FB45B8B7959D770460E067273C8FCAB9EF27DABA0D4750BBBF454B870514E76AA8033EB543C9A983697BC1733BC9F6A3C9F6AF7AF037C31D1357F085BDE5EC933DDDD2961223E045C90063BF4E735C86B5E09B5B6B59CD9CD234D0827E6C10F8FC38A52AAA2D26538B4AE72FE4D2C68637565E181C8AB565750246C25C06CE795CE47A5553302C76F4CF15376644970CF395DE0003A01517935D16A7E1BB8B0D30DDBCC8CC80192303EEE7DFBD73A26E684FB034D1D4695E10F3AD966BE95A2DE3288A3271EA7FC2B1759D25B4DBD680B075C0656031906BD1F469CC9A55B35E479959437CAD8C03FE735C2F8BDE74D664F3C82081E5EDE9B7B7F9F5A88C9B7A96D59163C39278820B561A55C4E96BBB2D18936A31EE31DEA5D4FC417535B4B6C2D7C99082923649C7AE076ADAF0148DA8E98D0AA85FB39C163D0EE24FE7D6BBC86D208ADCA2C51152A3CDC00431C73BBFFAF52BDF9B525B1518B6B73E6FF3A8F3AB3BCEF7A3CEF7AEBE526C74B79E24D46EEC16CE79F7423008C005B1D327A9ACC49BE61556C10DE5EDBDB2B2AB4D22C609E832715DD78E7C0D0F87B444BEB6BC79591D52459140C93DD7FC29592D07CADEA7ADE8DE168EEF43D327B4BC055EDE32C48CE4E074C578C78BA47BDF15DD5B42EB2471CC6DA371D080C403F8F5FC6B0EC3C59ACD958358DA6A77515A370634908183D71E9F857BE783ACF4F1E18D3CD9C50C914B023BB6D077B91F36EF539CD47272EA5D94B6390D1EC1B44B69869D3379CEBC990655987438AF37BFD5EF2E6EAE24B89DCC92B7EF30700FE15D3EB5E24BCBFD7EFB49D0D2065323A47303FC033CE738E9DEB82D4229AC2F25B6BA5DB34670C339A8A3092BF392D743FFD9');
INSERT INTO "thumbnails" VALUES('f224a2c42e95d9edbafb02ceef93452d','image/jpeg',64,48,X'FFD8FFE000104A46494600010100000100010000FFDB00430006040506050406060506070706080A100A0A09090A140E0F0C1017141818171416161A1D251F1A1B231C1616202C20232627292A29191F2D302D283025282928FFDB0043010707070A080A130A0A13281A161A2828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828FFC00011080030004003012200021101031101FFC4001F0000010501010101010100000000000000000102030405060708090A0BFFC400B5100002010303020403050504040000017D01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A434445464748494A535455565758595A636465666768696A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FAFFC4001F0100030101010101010101010000000000000102030405060708090A0BFFC400B51100020102040403040705040400010277000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434E125F11718191A262728292A35363738393A434445464748494A535455565758595A636465666768696A737475767778797A82838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FAFFDA000C03010002110311003F00F70D674EB7BB57BDD2658A651CC891306FC463F9557B4D1ED6FF0048F2EF620E242581E8CBDB20D7097768D23F9D6D2343723A3A1209FCAB46DEEA57B0896EEEA5595576B06909391ED5F4AF0F28C172CFFCCF928E3A8CA4EAA86AF757D3D4E93C2D672786B50B9B69E746D3E71BD2566036B0EC7D323F956FCBE26D2A17DA6ED246F48817CFE55E21E33BD58E286DD24CEF3B8919ED567C1F7E56D9A4B82641BB6AB7702B6A9967B587B79BBB7F23BF0B8DADECD2A514979EBA7E07B7DBEBDA64F8DB771A9F47F97F9D5D1E4DC2EE8DD5BFDA439AF270048BB93907A1AE93C316AF6C9F6C20876E14FB57995B051A71E68C8F429E39CDDA513AE78997DC7AD5CA86D2E12E63DCBF7870C3D0D4D5E7CAFB33D0A695AF1D99E7D3C11AAF9B6DB1A16EE9C8AF29BCD5E48B5FBD9412D0B4A415F607008FCAB42ED6EED99AE74C9E5864EAE88D80FF00877AE324B9556632C8A0E79C9C57DAE0308A3CCDBBDCF92A518574DA5F234FC59711DC4F6AD136E5F2F3FAFF00F5AADF84EED5A192D9880E0EE5F715C1EBD736523C7BE643C1190DD3F11580F2496F2096C35375653903CD208FC6BBA54D2A7ECD743D7C1E1396095FF03E8DB595A35523A63915DA787F54B7834CCCF711C5B09C876038EBD2BC0FC29E3B9E3B4862BEF2AE0EDF99C1F981F7C75ABFE26D76E5A4B49E0914C0C0E557EEB0F7AF26AE0255DF2CB4F3329374AAD92D4F718FC59A334AC915D88A7718F323438FE58AA57D3DD3A893EDAD736EDF7648E4CA9FCBA5796787EEA3BB912588F041C8EE0E3A55CD6B58B4D0E36B89AFC59C8C3EE86E64F6DA3AD73BCBA34E768BD7CCF36AE2EA5597B19277F2BFE5D4E27513797196FB54CE0FF0339C7E15E7FA9C9369DA8C8982626F982B76CD6FDDDD6A2F930DD63FD9DA07EB8AE77557B97756BC2EEC3805B9FCABDAC55194E0BD9BE569EE7BF84A0E3A5D115F5CC7736CAC870EADD0F5AA48F9E0F5A263C002A2AF0F118FA986AED5EFB5FA5CEE52F66EC89FDC1C1AE93C237723CB2C572CF342A0108CC481EE2B95048EF5A5A5DC4F6C1E485829618E466BAB098C8E22AA718B4FA93592AD0692D4F4D62B6D6334FA64AF048C36EF439233EC7BD79D6B1617A933DC5C48F73B8E5A524B1FC7353DBEB3A8990C2D228471CE14556BD96F8E77CF23A7FB271FA0AF52152334E493BF99CD84A13A32776B5FBCFFD9');
INSERT INTO "thumbnails" VALUES('4f98bb0541e1f701254170854dd02436','image/jpeg',64,48,X'FFD8FFE000104A46494600010100000100010000FFDB00430006040506050406060506070706080A100A0A09090A140E0F0C1017141818171416161A1D251F1A1B231C1616202C20232627292A29191F2D302D283025282928FFDB0043010707070A080A130A0A13281A161A2828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828FFC00011080030004003012200021101031101FFC4001F0000010501010101010100000000000000000102030405060708090A0BFFC400B5100002010303020403050504040000017D01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A434445464748494A535455565758595A636465666768696A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FAFFC4001F0100030101010101010101010000000000000102030405060708090A0BFFC400B51100020102040403040705040400010277000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434E125F11718191A262728292A35363738393A434445464748494A535455565758595A636465666768696A737475767778797A82838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FAFFDA000C03010002110311003F00F7FAA378D0CB98E52857D09ACFB6BFBC0317303B8FEF2F5AC2D67C3BA75DEA1F6988A5BDE382C33C6FF5C8FEB5E250C2724FDF95BB35A8F138FE7A7FBB8DFBA7A7E87456CB05A9286E233113C02E32B574C400CA90CBEDCD799AE9F343A9456F711952587D08F6AEB5C3A92D1332B77C1C66BA2AE19DEEA57B9C74318ACE2E16B799B32DAAB728769FD28B2478AE0861D475A82199BECF19762491C926A6B6BCB68B2659D15BB026B092A8A0D6E75C1D27514BE13481CD4525CC31FDF9547E35527BDB1B84F28CE849E98ACBBAB6681BFBC87A30ACB0F84551DAA369FA1BE2B1F2A4AF49292EF72EA395FA567F882DA2BDB7447203F3B49EA0D7943F89353B918B8BB9B07BA36DFE55CDEB5AAC1F6A092DE46AE9C9DD280D9FCEBE869E58E325294AC7C954CED5483A708368F4FB037105C32BBB0F28F0A4E4035BA9AE5AC284DFBC50281CBB3003F5AF0D83523A86E8135D68E7C66365B8073EC4679AE635DB7D5219953519249118FCAF9CAB5692C1733D5850C62B5B67D99F4947AC437521782549A0FE164606AC4E1645560720F7AF00B3B97B76051D971D0A9C115D3E99E24D52DD484B93221ECE3756EF07CABDC6713C7EAFDA23D42205664CFA8AD95B958A36133858FB963802BC8E7F16EA4222C1D4376F90565CBABDCEA4D9BBB8791FD18F1F80A89609CFE26543338D24DC15CAF049B7E56E9DAB88D7E1B2D45E43752468E492AFB8022B6AEADE49B25666FF00749E2B93D6346D8C5F698F3DC0E335DF3DB6B9CF818454EFCD6673BE52D95CB81323E3EEBA9AE9B43D716478EDEE66015980E5BE56E7BD72F7F6D2420171C67A8E954AB8E351D37A1F473C3C7110F79FCCF5CBFD29E4064B29891FDC2DFC8D54D36F6E2C9DA2943707946AE2348D6A4B52239999A3E8181E56BBCD117FB462699E432440610939E6BAE9D453D8F0711869E1E2D55D57736A2BB8AE62CA3723A83D45432AAFDE5600FD6B96F10DC345751C319D863E4E3D69D61A9ACD849F0B2763D8D5F32BD8E65837C8A71D8FFFD9');
CREATE INDEX ix_commits_session_id ON commits (session_id, id);
CREATE INDEX ix_sessions_created_at ON sessions (created_at, id);
CREATE INDEX ix_sessions_status ON sessions (status);
CREATE INDEX ix_findings_content_hash ON findings (content_hash);
CREATE INDEX ix_findings_thumbnail_id ON findings (thumbnail_id);
CREATE INDEX ix_commit_entries_finding_after ON commit_entries (finding_after);
CREATE INDEX ix_commit_entries_finding_before ON commit_entries (finding_before);
CREATE INDEX ix_finding_keywords_keyword_id ON finding_keywords (keyword_id, finding_id);
CREATE INDEX ix_library_files_finding_id ON library_files (finding_id);
CREATE INDEX ix_staged_files_failed ON staged_files (session, finished_at, id) WHERE outcome = 'failed';
CREATE INDEX ix_staged_files_finding_id ON staged_files (finding_id);
CREATE INDEX ix_staged_files_ledger ON staged_files (session, outcome, has_metadata, keyword_count, score, is_nsfw, kind, size, has_prompt, warning_count);
CREATE INDEX ix_staged_files_outcome ON staged_files (session, outcome, id);
CREATE INDEX ix_staged_files_path ON staged_files (session, substr(path, 1, 400));
CREATE INDEX ix_library_files_path ON library_files (substr(path, 1, 400));
CREATE INDEX ix_staged_files_session ON staged_files (session, id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('sessions',5);
INSERT INTO "sqlite_sequence" VALUES('staged_files',44);
INSERT INTO "sqlite_sequence" VALUES('findings',19);
INSERT INTO "sqlite_sequence" VALUES('keywords',133);
INSERT INTO "sqlite_sequence" VALUES('commits',2);
INSERT INTO "sqlite_sequence" VALUES('library_files',12);
COMMIT;
