import type { TopLevelSpec } from 'vega-lite';

/**
 * One chart: a Vega-Lite specification with the words that belong to it.
 *
 * The specification holds its data, carries no theme (see `theme.ts`) and compiles without a warning.
 */
export interface Chart {
  /** File name without extension: lower case letters, digits and hyphens. */
  name: string;
  title: string;
  /** One or two plain sentences: what to look for, and what was left out or aggregated. */
  caption: string;
  spec: TopLevelSpec;
  /** `equal`: one unit is as long in x as in y, so width and height are scaled together. */
  shape: 'wide' | 'equal';
}

/** One row of metrics: the tick and one number (or null where undefined) for each metric. */
export interface Row {
  tick: number;
  [metric: string]: number | null;
}

/** A quantity on an axis. An empty unit means dimensionless. */
export interface Quantity {
  label: string;
  unit: string;
}

/** A quantity that is read from a field of the rows, with the range it can take where one is known. */
export interface Metric extends Quantity {
  name: string;
  domain?: readonly [number, number];
}

/** Most marks in one chart; above it, charts aggregate or sample and say so in their caption. */
export const MAX_ROWS = 4_500;

/** Width and height of a wide chart that is drawn to a file, in pixels. */
export const WIDE = { width: 680, height: 340 } as const;

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/** The label with its unit in brackets: `time (ticks)`. */
export function axisTitle({ label, unit }: Quantity): string {
  return unit === '' ? label : `${label} (${unit})`;
}

/** The same for an upright axis: on two lines where one would be longer than the axis. */
export function uprightTitle(quantity: Quantity): string | string[] {
  const title = axisTitle(quantity);
  if (title.length <= 40) return title;
  const middle = title.indexOf(' ', Math.floor(title.length / 2) - 3);
  return middle < 0 ? title : [title.slice(0, middle), title.slice(middle + 1)];
}

/** As many columns of a legend as a wide chart takes. */
export function legendColumns(labels: readonly string[]): number {
  const longest = Math.max(0, ...labels.map((label) => Math.min(36, label.length)));
  return Math.max(1, Math.floor((WIDE.width - 60) / (45 + 6.5 * longest)));
}

/** The value if it can be drawn (finite and below 1e300 in size, so that a span does not overflow), otherwise null. */
export function drawable(value: unknown): number | null {
  return typeof value === 'number' && Math.abs(value) <= 1e300 ? value : null;
}

/** Six significant digits: more cannot be seen, and the page stays small. */
export function brief(value: number): number {
  return Number(value.toPrecision(6));
}

/** Joins the sentences that apply. */
export function sentences(...parts: readonly (string | false | null | undefined)[]): string {
  return parts.filter((part) => typeof part === 'string' && part !== '').join(' ');
}

/** What every specification starts with: its schema, title and the description that screen readers speak. */
export function head(title: string, caption: string): { $schema: string; title: string; description: string } {
  return { $schema: SCHEMA, title, description: `${title}. ${caption}` };
}

/** A chart that says that there is nothing to show, so that a report with a gap is still a report. */
export function emptyChart(name: string, title: string, why = 'Nothing was recorded.'): Chart {
  const spec: TopLevelSpec = {
    ...head(title, why),
    width: WIDE.width,
    height: 120,
    autosize: { type: 'fit', contains: 'padding' },
    view: { stroke: null },
    data: { values: [{ why }] },
    mark: { type: 'text', fontSize: 14 },
    encoding: { text: { field: 'why', type: 'nominal' } },
  };
  return { name, title, caption: why, spec, shape: 'wide' };
}
