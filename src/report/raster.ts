import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Pixels that the longer side of a picture has at least: each cell is drawn as a square of several, so that none is smoothed away. */
const SIDE = 400;

/**
 * A grid of colours as the address of a picture (PNG with a palette, RFC 2083), the first row at the bottom, as y grows.
 *
 * @param cells places in the palette, row by row; cols × rows of them
 * @param hexagonal odd rows lie half a cell to the right: the picture is half a cell wider, and the palette's last place must be transparent
 * @param palette at most 256 colours as #rrggbb; null is transparent
 */
export function rasterAddress(
  cells: ArrayLike<number>,
  cols: number,
  rows: number,
  palette: readonly (string | null)[],
  hexagonal = false,
): string {
  const scale = Math.max(hexagonal ? 2 : 1, Math.ceil(SIDE / Math.max(cols, rows)));
  const half = hexagonal ? scale >> 1 : 0;
  const [width, height] = [cols * scale + half, rows * scale];
  const lines = new Uint8Array((width + 1) * height); // each line begins with its filter, 0: none
  for (let line = 0; line < height; line++) {
    const row = rows - 1 - Math.floor(line / scale);
    const shift = row % 2 === 1 ? half : 0;
    for (let x = 0; x < width; x++) {
      const col = Math.floor((x - shift) / scale);
      lines[line * (width + 1) + 1 + x] = col >= 0 && col < cols ? cells[row * cols + col] : palette.length - 1;
    }
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 3], 8); // eight bits, of a palette
  const colours = Uint8Array.from(
    palette.flatMap((colour) => [1, 3, 5].map((at) => Number.parseInt((colour ?? '#000000').slice(at, at + 2), 16))),
  );
  const opaque = Uint8Array.from(palette, (colour) => (colour === null ? 0 : 255));
  const chunks = [chunk('IHDR', header), chunk('PLTE', colours), chunk('tRNS', opaque), chunk('IDAT', deflateSync(lines, { level: 9 }))];
  return `data:image/png;base64,${Buffer.concat([SIGNATURE, ...chunks, chunk('IEND', new Uint8Array(0))]).toString('base64')}`;
}

/** Length, name, bytes and check sum. */
function chunk(name: string, bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + bytes.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, bytes.length);
  out.set(Buffer.from(name, 'latin1'), 4);
  out.set(bytes, 8);
  view.setUint32(8 + bytes.length, crc32(out.subarray(4, 8 + bytes.length)));
  return out;
}
