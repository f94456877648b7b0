/* The scrubber of the library: where files are in order of date, it says dates and has years beside it. */
import { Scrubber } from "../controls/scrubber.js";
import { element } from "../shared/dom.js";
import { dateWords, markAt, yearsOf } from "./dates.js";

/* Years that are nearer to each other than this part of the scrubber have one tick. */
const TICKS_APART = 0.04;

export class DateScrubber extends Scrubber {
  wordsAt(place) {
    const { dates } = this.list;
    return dates?.length ? dateWords(markAt(dates, place).date) : super.wordsAt(place);
  }

  buildTicks() {
    let last = Number.NEGATIVE_INFINITY;
    return yearsOf(this.list.dates ?? []).flatMap(({ year, place }) => {
      const part = place / this.list.total;
      if (part - last < TICKS_APART) return [];
      last = part;
      const tick = element("span", { text: year });
      tick.style.setProperty("--part", String(part));
      return [tick];
    });
  }
}
