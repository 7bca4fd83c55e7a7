/**
 * Elements of the page. Words come in as text nodes alone: nothing that somebody wrote is ever read as markup.
 */

import { PATHS } from "./icons.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element with attributes and children. `on<event>` is a listener; `class`, `data-…`, `aria-…` and the rest are
 * attributes (true is an empty one, false and null none); `value`, `checked` and `disabled` are properties.
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  set(made, attributes);
  made.append(...children.flat().filter((each) => each !== null && each !== undefined && each !== false));
  return made;
}

/** Put attributes on an element, as `el` does. */
export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (["value", "checked", "disabled", "selected", "srcObject"].includes(name)) element[name] = value;
    else if (value === false || value === null || value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : value);
  }
}

/** A drawn sign beside words; screen readers pass over it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button with a sign and words. `small` shows the sign alone, and the words as its name. */
export function button(words, { sign, small = false, kind = "", ...attributes } = {}) {
  const named = small ? { "aria-label": words, title: words } : {};
  const classes = ["button", kind, small ? "small" : ""].filter(Boolean).join(" ");
  const inside = [sign ? icon(sign) : null, small ? null : el("span", {}, words)];
  return el("button", { type: "button", class: classes, ...named, ...attributes }, inside);
}

/** A labelled field; `hint` stands below it and belongs to it. */
export function field(label, control, hint = null) {
  control.id ||= `f${(field.last = (field.last ?? 0) + 1)}`;
  const below = hint === null ? null : el("p", { class: "hint", id: `${control.id}-hint` }, hint);
  if (below) control.setAttribute("aria-describedby", below.id);
  return el("div", { class: "field" }, el("label", { for: control.id }, label), control, below);
}

/** A list to choose one from: `options` are [value, words]. */
export function choice(options, attributes = {}) {
  const made = options.map(([value, words]) => el("option", { value }, words));
  const { value, ...rest } = attributes;
  const select = el("select", rest, made);
  if (value !== undefined) select.value = value;
  return select;
}

/** Keep the children of `parent` as `items` are, by `key`: what stays is not made anew, so that no focus is lost. */
export function keyed(parent, items, key, make, update) {
  const known = new Map([...parent.children].map((each) => [each.dataset.key, each]));
  const wanted = items.map((item) => {
    const name = String(key(item));
    const child = known.get(name) ?? make(item);
    child.dataset.key = name;
    update?.(child, item);
    known.delete(name);
    return child;
  });
  for (const gone of known.values()) gone.remove();
  wanted.forEach((child, place) => {
    if (parent.children[place] !== child) parent.insertBefore(child, parent.children[place] ?? null);
  });
}
