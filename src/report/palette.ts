// Colours of the reports. Every one stands out from both the light and the dark page (contrast at least 3 to 1), and
// all series stay apart for readers with protanopia or deuteranopia; the tests compute both.

/** Series in the order in which they are handed out: blue, orange, teal, plum, crimson, sky, periwinkle, violet. */
export const SERIES = ['#1f6fb5', '#d9660f', '#1a9e7c', '#95507a', '#c91d3f', '#439bb1', '#5a79f6', '#4c4cf6'] as const;

/** What a colour means, the same in every chart. */
export const ROLE = {
  best: SERIES[0],
  measured: SERIES[0],
  typical: SERIES[1],
  fit: SERIES[1],
  diversity: SERIES[2],
  reference: SERIES[3],
  quiet: '#808894',
} as const;

/** A cycle through the hues, starting and ending in the same colour, for angles. */
export const CYCLE = ['#2f7fd0', '#9a62c7', '#d6583a', '#b58900', '#22a06b', '#2f7fd0'] as const;

/** Low to high, monotone in lightness, for heat maps (viridis, van der Walt & Smith 2015). */
export const HEAT = 'viridis';

/** Viridis at nine places, for what is drawn without Vega. */
export const VIRIDIS = ['#440154', '#472d7b', '#3b528b', '#2c728e', '#21918c', '#28ae80', '#5ec962', '#addc30', '#fde725'] as const;

/** Marks on top of a heat map: path, and halo around it. */
export const ON_HEAT = { path: '#ffffff', halo: '#101418', optimum: '#ff6a3d' } as const;

/** The page in both themes. */
export const PAGE = {
  light: { ground: '#ffffff', ink: '#1c2430', soft: '#55606e', line: '#d5dae1', grid: '#e8ebef' },
  dark: { ground: '#171b21', ink: '#e6e9ee', soft: '#a3adba', line: '#3a424d', grid: '#2a3038' },
} as const;

export type Theme = keyof typeof PAGE;

/** Colour of the n-th series; the cycle starts again after the last. */
export function seriesColour(n: number): string {
  return SERIES[n % SERIES.length];
}

/** Dash of the n-th series: solid for the first round of colours, then dashed, then dotted. */
export function seriesDash(n: number): number[] {
  const round = Math.floor(n / SERIES.length);
  return round === 0 ? [1, 0] : round === 1 ? [6, 3] : [2, 2];
}

/** Colours of so many states of cells: of two, the lower is grey. */
export function stateColours(count: number): string[] {
  return count === 2 ? ['#c9ced6', seriesColour(0)] : Array.from({ length: count }, (_, n) => seriesColour(n));
}

/** A colour of viridis, `at` in [0, 1]. */
export function viridis(at: number): string {
  return along(VIRIDIS, at);
}

/** A colour between equally spaced ones, `at` in [0, 1]. */
export function along(colours: readonly string[], at: number): string {
  const place = Math.min(colours.length - 2, Math.floor(at * (colours.length - 1)));
  const share = at * (colours.length - 1) - place;
  const part = (colour: string, from: number): number => Number.parseInt(colour.slice(from, from + 2), 16);
  const mixed = [1, 3, 5].map((from) => Math.round(part(colours[place], from) * (1 - share) + part(colours[place + 1], from) * share));
  return `#${mixed.map((each) => each.toString(16).padStart(2, '0')).join('')}`;
}
