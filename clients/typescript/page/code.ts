/** The QR code on a paper: which record it names. */

import jsqr from "jsqr";

const IDENTITY = /[0-9a-f]{64}/;
const LARGEST = 1_600;

/** The id of the record that the code in `picture` names, with 0x; "" where there is no code, or it names none. */
export async function identityIn(picture: Blob): Promise<string> {
  const image = await createImageBitmap(picture);
  const scale = Math.min(1, LARGEST / Math.max(image.width, image.height));
  const [width, height] = [Math.max(1, Math.round(image.width * scale)), Math.max(1, Math.round(image.height * scale))];
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (!context) return "";
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.drawImage(image, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const found = IDENTITY.exec(jsqr.default(data, width, height)?.data ?? "");
  return found ? `0x${found[0]}` : "";
}
