import { ownAsset } from './assets.ts';

/** The one font of every SVG and PNG: what a machine has installed never changes a chart. */
export const FONT = { path: 'assets/fonts/DejaVuSansCondensed.ttf', family: 'DejaVu Sans' } as const;

/** Width of a text in ems, by the advance widths of the shipped font (tables head, hhea, hmtx and a format 4 cmap). */
export interface FontMetrics {
  width(text: string): number;
}

let cached: FontMetrics | null = null;

/** Metrics of the shipped font, read once. */
export function fontMetrics(): FontMetrics {
  cached ??= parseMetrics(ownAsset(FONT.path));
  return cached;
}

/**
 * Reads what is needed to measure a line of text.
 *
 * @see OpenType specification 1.9, tables cmap (format 4), hhea, hmtx, head
 */
export function parseMetrics(bytes: Uint8Array): FontMetrics {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = new Map<string, number>();
  for (let t = 0; t < view.getUint16(4); t++) {
    const at = 12 + 16 * t;
    tables.set(String.fromCharCode(...bytes.subarray(at, at + 4)), view.getUint32(at + 8));
  }
  const table = (name: string): number => {
    const at = tables.get(name);
    if (at === undefined) throw new RangeError(`font table ${name} is missing`);
    return at;
  };
  const unitsPerEm = view.getUint16(table('head') + 18);
  const advances = view.getUint16(table('hhea') + 34);
  const hmtx = table('hmtx');
  const glyphs = characterMap(view, table('cmap'));
  const widths = new Map<number, number>();
  const advance = (code: number): number => {
    let width = widths.get(code);
    if (width === undefined) {
      width = view.getUint16(hmtx + 4 * Math.min(glyphs(code), advances - 1)) / unitsPerEm;
      widths.set(code, width);
    }
    return width;
  };
  return {
    width(text) {
      let sum = 0;
      for (const c of text) sum += advance(c.codePointAt(0) ?? 0);
      return sum;
    },
  };
}

/** From code point to glyph, 0 where the font has none. */
function characterMap(view: DataView, cmap: number): (code: number) => number {
  let start = 0;
  for (let k = 0; k < view.getUint16(cmap + 2); k++) {
    const at = cmap + view.getUint32(cmap + 8 + 8 * k);
    if (view.getUint16(at) === 4) start = at;
  }
  if (start === 0) throw new RangeError('font has no cmap of format 4');
  const segments = view.getUint16(start + 6) / 2;
  const ends = start + 14;
  const starts = ends + 2 * segments + 2;
  const deltas = starts + 2 * segments;
  const offsets = deltas + 2 * segments;
  return (code) => {
    for (let s = 0; s < segments; s++) {
      if (code > view.getUint16(ends + 2 * s)) continue;
      const from = view.getUint16(starts + 2 * s);
      if (code < from) return 0;
      const delta = view.getUint16(deltas + 2 * s);
      const offset = view.getUint16(offsets + 2 * s);
      if (offset === 0) return (code + delta) & 0xffff;
      const glyph = view.getUint16(offsets + 2 * s + offset + 2 * (code - from));
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}
