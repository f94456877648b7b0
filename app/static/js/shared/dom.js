/* The few things every module does to the document. Text only ever goes in as text. */

export function byId(id) {
  return document.getElementById(id);
}

/** A fresh copy of the first element of a <template>. */
export function fragment(name) {
  return byId(`fragment-${name}`).content.firstElementChild.cloneNode(true);
}

/** Writes only what changed: an untouched node costs no layout and no repaint. Says whether it changed. */
export function setText(element, text) {
  const value = String(text);
  if (element.textContent === value) return false;
  element.textContent = value;
  return true;
}

/** Writes an attribute only when it changes: the same value again would still cost a style recalculation. */
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

export function setHidden(element, isHidden) {
  if (element.hidden !== isHidden) element.hidden = isHidden;
}

/** Likewise for one property of an element's own style. */
export function setStyle(element, name, value) {
  if (element.style.getPropertyValue(name) !== String(value)) element.style.setProperty(name, value);
}

/** A `data-` flag that CSS and tests read: present or absent. */
export function setFlag(element, name, on) {
  if (on === name in element.dataset) return;
  if (on) element.dataset[name] = "";
  else delete element.dataset[name];
}

/** `element("dd", { class: "x", text: "42" }, child…)`; attributes by name, null leaves one out. */
export function element(tag, { text, class: names, ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  if (names) made.className = names;
  if (text !== undefined) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) if (value != null) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Puts `element` where it is neither covered nor silent: everything outside of a modal dialog is both. */
export function intoSight(element) {
  const host = document.querySelector("dialog[open]") ?? document.body;
  if (element.parentElement !== host) host.append(element);
}

/** `value` after `ms` of quiet; calls in between only postpone it. */
export function debounced(ms, call) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...given), ms);
  };
}

/** Starts a keyframe animation again without forcing a layout: the attribute alternates between two names. */
export function replay(element, name) {
  element.dataset[name] = element.dataset[name] === "a" ? "b" : "a";
}
