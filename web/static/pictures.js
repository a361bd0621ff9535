// @ts-check
// Pictures that can't be had leave their words: the description, or the initials.

/** Looks after every picture of the page, now and later. */
export function watchPictures() {
  document.addEventListener("error", ({ target }) => target instanceof HTMLImageElement && lose(target), true);
  document.addEventListener("load", ({ target }) => target instanceof HTMLImageElement && keep(target), true);
  for (const image of document.images) if (image.complete && image.currentSrc) (image.naturalWidth ? keep : lose)(image);
}

/** A face needs no initials any more. @param {HTMLImageElement} image */
function keep(image) {
  image.closest(".avatar")?.classList.add("seen");
}

/** @param {HTMLImageElement} image */
function lose(image) {
  const figure = image.closest(".picture");
  if (figure) figure.classList.add("lost");
  else image.remove();
}
