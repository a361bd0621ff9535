// @ts-check
// A person's own page: their draft, copied with one press. Without this script there is the file to download.

import { watchPictures } from "./pictures.js";

const RESTS = 4_000; // milliseconds in which the words stand

const markdown = /** @type {HTMLTemplateElement} */ (document.querySelector("#markdown")).content.textContent ?? "";
const button = /** @type {HTMLButtonElement} */ (document.querySelector(".copy"));
const told = /** @type {HTMLElement} */ (document.querySelector(".copied"));

/** @param {string} words */
function say(words) {
  told.textContent = words;
  setTimeout(() => (told.textContent = ""), RESTS);
}

async function copy() {
  try {
    await navigator.clipboard.writeText(markdown);
    say("Copied.");
  } catch {
    say("This browser does not let us copy: take the file instead.");
  }
}

watchPictures();
button.addEventListener("click", () => void copy());
button.hidden = !navigator.clipboard;
