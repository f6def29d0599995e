import { expect, test } from 'vitest';
import { CYCLE, PAGE, ROLE, SERIES, seriesColour, seriesDash } from '../../src/report/palette.ts';

type Rgb = readonly [number, number, number];

/** Linear light of a #rrggbb colour. */
function linear(hex: string): Rgb {
  const part = (at: number): number => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

/** Contrast ratio of WCAG 2.1. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string): number => {
    const [r, g, bl] = linear(hex);
    return 0.2126 * r + 0.7152 * g + 0.0722 * bl;
  };
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** Full dichromacy, on linear light. Machado, Oliveira & Fernandes, IEEE TVCG 15:1291 (2009). doi:10.1109/TVCG.2009.113 */
const SIGHT: Record<string, readonly Rgb[]> = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

/** CIE 1976 L*a*b*, white D65. */
function lab(rgb: Rgb): Rgb {
  const row = (a: number, b: number, c: number): number => Math.max(0, a * rgb[0] + b * rgb[1] + c * rgb[2]);
  const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const x = f(row(0.4124, 0.3576, 0.1805) / 0.95047);
  const y = f(row(0.2126, 0.7152, 0.0722));
  const z = f(row(0.0193, 0.1192, 0.9505) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function distance(a: string, b: string, sight: readonly Rgb[]): number {
  const seen = (hex: string): Rgb => {
    const [r, g, bl] = linear(hex);
    const [x, y, z] = sight.map(([p, q, s]) => Math.min(1, Math.max(0, p * r + q * g + s * bl)));
    return lab([x, y, z]);
  };
  const [p, q] = [seen(a), seen(b)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

test('every colour stands out from both pages, 3 to 1', () => {
  for (const colour of [...SERIES, ...Object.values(ROLE), ...CYCLE]) {
    for (const { ground } of Object.values(PAGE)) expect(contrast(colour, ground), `${colour} on ${ground}`).toBeGreaterThanOrEqual(3);
  }
});

test('text reads on its page, 4.5 to 1', () => {
  for (const { ground, ink, soft } of Object.values(PAGE)) {
    expect(contrast(ink, ground)).toBeGreaterThan(12);
    expect(contrast(soft, ground)).toBeGreaterThanOrEqual(4.5);
  }
});

test.each(Object.entries(SIGHT))('all series stay apart with %s sight', (_, sight) => {
  for (const [n, a] of SERIES.entries()) {
    for (const b of SERIES.slice(0, n)) expect(distance(a, b, sight), `${a} and ${b}`).toBeGreaterThan(15);
  }
});

test('a series beyond the palette differs by its dash', () => {
  const looks = Array.from({ length: 24 }, (_, n) => `${seriesColour(n)} ${seriesDash(n).join()}`);
  expect(new Set(looks).size).toBe(24);
});
