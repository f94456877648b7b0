/* The API of the Configure step: folders, what is in them, and presets. */
import { get, send } from "../shared/api.js";

const PRESETS = "/api/ingest/presets";

/** The folders in `path`; null: the media roots. */
export const directories = (path) => get("/api/ingest/directories", path === null ? {} : { path });
export const fileTypes = (wanted, signal) => send("POST", "/api/ingest/file-types", wanted, signal);

export const allPresets = () => get(PRESETS);
export const savePreset = (name, options) => send("POST", PRESETS, { name, options });
export const changePreset = (id, changes) => send("PATCH", `${PRESETS}/${id}`, changes);
export const deletePreset = (id) => send("DELETE", `${PRESETS}/${id}`);
