// Tells that something new has come in. Nothing moves until the person asks for it: a
// button says how much there is and loads the page again.

const place = document.querySelector("[data-live]");
const seen = new Set();
const source = new EventSource(`${place.dataset.live}?after=${place.dataset.after}`);

source.addEventListener("news", ({ data }) => {
  seen.add(data);
  const { one, many, show } = place.dataset;
  const count = seen.size;
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: show });
  button.addEventListener("click", () => location.reload());
  const words = document.createElement("span");
  words.textContent = count === 1 ? one : many.replace("#", count);
  // The button that may have the focus stays where it is.
  const old = place.querySelector("button");
  if (old) place.querySelector("span").replaceWith(words);
  else place.replaceChildren(words, button);
});

// A browser tries again by itself while the program restarts; when it gives up, because the
// session has ended, the page says so.
source.addEventListener("error", () => {
  if (source.readyState !== EventSource.CLOSED) return;
  if (!place.querySelector("button")) place.textContent = place.dataset.ended;
});

addEventListener("pagehide", () => source.close());
