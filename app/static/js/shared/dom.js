/* What every module does to the DOM. Text is only ever inserted as text. */

export function byId(id) {
  return document.getElementById(id);
}

/** Returns a copy of the first element of a <template>. */
export function fragment(name) {
  return byId(`fragment-${name}`).content.firstElementChild.cloneNode(true);
}

/**
 * Writes only a new text: an untouched node costs no layout and no repaint. Returns whether the text changed.
 *
 * The text node stays: another one would make the browser match each `:has()` of the page anew.
 */
export function setText(element, text) {
  const value = String(text);
  if (element.textContent === value) return false;
  const node = element.firstChild;
  if (node instanceof Text && node === element.lastChild && value !== "") node.data = value;
  else element.textContent = value;
  return true;
}

/** Writes an attribute only when it changes: writing the same value would still cost a style recalculation. */
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

export function setHidden(element, isHidden) {
  if (element.hidden !== isHidden) element.hidden = isHidden;
}

/** Likewise for one property of an element's inline style. */
export function setStyle(element, name, value) {
  if (element.style.getPropertyValue(name) !== String(value)) element.style.setProperty(name, value);
}

/** Sets a `data-` flag that CSS and tests read: present or absent. */
export function setFlag(element, name, on) {
  if (on === name in element.dataset) return;
  if (on) element.dataset[name] = "";
  else delete element.dataset[name];
}

/** `element("dd", { class: "x", text: "42" }, child…)`: attributes by name; null omits one. */
export function element(tag, { text, class: names, ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  if (names) made.className = names;
  if (text !== undefined) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) if (value != null) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Moves `element` into what lies on top, an open modal dialog for example: the rest is covered, and not announced. */
export function moveIntoView(element) {
  const host = topLayer();
  if (element.parentElement !== host) host.append(element);
}

/** Returns the topmost dialog or what is shown fullscreen in it; the body when there is none. */
export function topLayer() {
  const dialog = [...document.querySelectorAll("dialog[open]")].at(-1);
  const fullscreen = document.fullscreenElement;
  return (dialog?.contains(fullscreen) && fullscreen) || dialog || document.body;
}

/** Returns a function that calls `call` after `ms` without another call. */
export function debounced(ms, call) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...given), ms);
  };
}

/** Restarts a keyframe animation without forcing a layout: the attribute alternates between two names. */
export function replay(element, name) {
  element.dataset[name] = element.dataset[name] === "a" ? "b" : "a";
}
