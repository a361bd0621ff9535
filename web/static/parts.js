// @ts-check
// Small tools for making elements.

/** A copy of a template's element. @param {string} id @returns {HTMLElement} */
export function clone(id) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
  const content = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  return /** @type {HTMLElement} */ (content.firstElementChild);
}

/** @param {Element} within @param {string} selector @returns {HTMLElement} */
export function part(within, selector) {
  return /** @type {HTMLElement} */ (within.querySelector(selector));
}

/** @param {string} name @param {string} words */
export function span(name, words) {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = words;
  return element;
}

/** @param {string} url */
export function isWeb(url) {
  return /^https?:\/\//.test(url);
}
