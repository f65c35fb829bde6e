// Draws a chart's own SVG file onto a canvas and hands it over as PNG. Without this script, or
// where the browser cannot, the SVG is there.

/** Twice as many pixels as the drawing says, so that it is sharp on paper. */
const SCALE = 2;

/** The SVG file at `url` as a PNG. */
async function picture(url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * SCALE;
  canvas.height = image.naturalHeight * SCALE;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
  });
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

const status = document.querySelector("[data-png-status]");
for (const button of document.querySelectorAll("[data-png]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    status.textContent = "";
    try {
      const path = new URL(button.dataset.png, location.href).pathname.split("/");
      save(await picture(button.dataset.png), `tillbud-${path.at(-2)}.png`);
    } catch {
      status.textContent = button.dataset.problem;
    } finally {
      button.disabled = false;
    }
  });
}
