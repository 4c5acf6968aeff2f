// Photos are made smaller on the device before they are sent; where that fails they are sent as they are.

const MOST_PIXELS = 1600;
const MOST_BYTES = 300 * 1024;

/** @param {HTMLCanvasElement} canvas @param {number} quality @returns {Promise<Blob | null>} */
const encoded = (canvas, quality) => new Promise(done => canvas.toBlob(done, "image/jpeg", quality));

/** @param {File} file @returns {Promise<File>} */
async function shrunk(file) {
  if (file.size <= MOST_BYTES) return file;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, MOST_PIXELS / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  for (const quality of [0.85, 0.7, 0.55, 0.4]) {
    const blob = await encoded(canvas, quality);
    if (blob && (blob.size <= MOST_BYTES || quality === 0.4)) return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  }
  return file;
}

const input = document.getElementById("photos");
const state = document.getElementById("photos-state");
if (input instanceof HTMLInputElement) {
  input.addEventListener("change", async () => {
    const files = await Promise.all([...(input.files ?? [])].map(file => shrunk(file).catch(() => file)));
    const list = new DataTransfer();
    for (const file of files) list.items.add(file);
    input.files = list.files;
    if (state) state.textContent = files.map(file => `${file.name} ${Math.ceil(file.size / 1024)} kB`).join("\n");
  });
}
