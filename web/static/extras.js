// @ts-check
// What a card shows beside its words: pictures, a poll, a link; and its author's portrait.
// A card is made asleep, so that it can be measured without asking for any picture.

import { clone, isWeb, part } from "./parts.js";

/** @typedef {import("./wall-state.js").Post} Post */
/** @typedef {import("./wall-state.js").Medium} Medium */

const UNTOLD = "Picture without a description";

/** Asks for the card's pictures. @param {Element} card */
export function wake(card) {
  for (const image of card.querySelectorAll("img")) if (image.dataset.src) image.src = image.dataset.src;
}

/** Asks for a post's pictures before its card is shown. @param {Post} post */
export function preload({ author, media, preview }) {
  for (const path of [author.avatar, preview?.image, ...(media ?? []).map((medium) => medium.src)]) {
    if (path) new Image().src = path;
  }
}

/** The face over the initials, once it is there. @param {HTMLElement} avatar @param {string} path */
export function addPortrait(avatar, path) {
  const face = still("face", path);
  face.addEventListener("load", () => avatar.classList.add("seen"));
  avatar.append(face);
}

/** @param {HTMLElement} card @param {Medium[]} media */
export function addPictures(card, media) {
  const box = part(card, ".pictures");
  box.append(...media.map(picture));
  box.hidden = false;
  return /** @type {const} */ ("pictures");
}

/** @param {HTMLElement} card @param {{text: string, percent: number}[]} options */
export function addPoll(card, options) {
  const box = part(card, ".poll");
  box.append(...options.map(option));
  box.hidden = false;
  return /** @type {const} */ ("poll");
}

/** @param {HTMLElement} card @param {import("./wall-state.js").Preview} to */
export function addPreview(card, to) {
  const box = /** @type {HTMLAnchorElement} */ (part(card, ".preview"));
  if (isWeb(to.url)) box.href = to.url;
  part(box, ".preview-title").textContent = to.title;
  part(box, ".preview-domain").textContent = to.domain;
  if (to.image) box.prepend(still("preview-picture", to.image));
  box.hidden = false;
  return /** @type {const} */ ("preview");
}

/** @param {Medium} medium */
function picture({ kind, src, alt, focus }) {
  const figure = clone("picture");
  const image = /** @type {HTMLImageElement} */ (part(figure, "img"));
  image.alt = alt || UNTOLD;
  image.dataset.src = src;
  if (focus) image.style.objectPosition = position(focus);
  image.addEventListener("load", () => figure.classList.add("seen"));
  image.addEventListener("error", () => figure.classList.add("lost"));
  part(figure, ".lost-words").textContent = alt || UNTOLD;
  part(figure, ".alt-mark").hidden = !alt;
  if (kind !== "image") part(figure, ".play").removeAttribute("hidden");
  return figure;
}

/** A picture that says no more than the words beside it; it goes if it can't be had. @param {string} name @param {string} path */
function still(name, path) {
  const image = document.createElement("img");
  image.className = name;
  image.alt = "";
  image.dataset.src = path;
  image.addEventListener("error", () => image.remove());
  return image;
}

/** A focal point from -1 to 1, as CSS places it; y grows upwards. @param {[number, number]} focus */
function position([x, y]) {
  return `${50 + 50 * x}% ${50 - 50 * y}%`;
}

/** @param {{text: string, percent: number}} of */
function option({ text, percent }) {
  const line = clone("option");
  part(line, ".option-text").textContent = text;
  part(line, ".option-percent").textContent = `${percent}\u202f%`;
  part(line, "i").style.inlineSize = `${percent}%`;
  return line;
}
