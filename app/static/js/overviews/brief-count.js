/* Numbers where there is little room. Pure. */
import { count } from "../shared/format.js";
import { LANGUAGE } from "../texts/translate.js";

const BRIEF = new Intl.NumberFormat(LANGUAGE, { notation: "compact", maximumFractionDigits: 1 });

/** `1.2K`, for numbers of at least `from`. */
export function countBriefly(value, from) {
  return value < from ? count(value) : BRIEF.format(value);
}
