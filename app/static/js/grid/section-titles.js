/* The titles of the groups of a list that consists of groups. */
import { sectionTitle } from "./grid-nodes.js";

export class SectionTitles {
  #list;
  /* Number of the group → its title. */
  #titles = new Map();

  constructor(list) {
    this.#list = list;
  }

  clear() {
    for (const title of this.#titles.values()) title.remove();
    this.#titles.clear();
  }

  /**
   * Returns `nodes` with the titles of the groups between two heights, each before the first card of its group.
   * `shown(y)`: where in the grid a height of the list is shown.
   */
  among(nodes, { layout, from, to, shown }) {
    if (!this.#list.sections) return nodes;
    const { from: first, to: end } = layout.blocksOf(from, to);
    for (const [number, title] of this.#titles) if (number < first || number >= end) title.remove();
    const found = [...nodes];
    for (let number = first; number < end; number += 1) {
      const place = layout.startOf(number);
      const title = this.#title(number, place);
      title.style.transform = `translate(0, ${shown(layout.topOf(number))}px)`;
      const index = found.findIndex((node) => Number(node.dataset.place) >= place);
      found.splice(index < 0 ? found.length : index, 0, title);
    }
    return found;
  }

  #title(number, first) {
    if (!this.#titles.has(number)) {
      const title = sectionTitle(this.#list.describeSection(number));
      Object.assign(title.dataset, { first, shown: this.#list.sections[number] });
      this.#titles.set(number, title);
    }
    return this.#titles.get(number);
  }
}
