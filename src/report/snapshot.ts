import type { TopLevelSpec } from 'vega-lite';
import { axisTitle, brief, type Chart, drawable, emptyChart, head, legendColumns, sentences } from './chart.ts';
import { CYCLE, seriesColour } from './palette.ts';
import { roundForPeople } from './round.ts';

export interface SnapshotOptions {
  name: string;
  title: string;
  caption?: string;
  tick: number;
  /** Coordinates, one for each agent. */
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** Radians, counter-clockwise from the x axis. */
  heading?: ArrayLike<number>;
  /** Kind or state of each agent; drawn by colour when there is no heading. */
  group?: ArrayLike<string>;
  /** All groups that there may be, in the order of their colours; by default those there are, sorted. */
  groups?: readonly string[];
  /** Where there is neither heading nor group. */
  colour?: string;
  /** Width and height of the world from the origin; without it, the extent of the agents. */
  size?: readonly [number, number];
  unit?: string;
  counted?: string;
}

const AGENTS_SHOWN = 2_000;
/** The picture fits into this box, in pixels. */
const BOX = { width: 620, height: 460 };

/** An arrow head that points up, in the unit square of Vega's shapes. */
const DART = 'M0,-1L0.62,0.8L0,0.4L-0.62,0.8Z';

interface Glyph {
  x: number;
  y: number;
  heading?: number;
  angle?: number;
  group?: string;
}

/** Where the agents are at one tick, as arrows along their headings (or as dots), with the same scale in x and y. */
export function snapshot(options: SnapshotOptions): Chart {
  const { name, title, tick, unit = 'length', counted = 'agents' } = options;
  const glyphs = sampled(options);
  if (glyphs.length === 0) return emptyChart(name, title);
  const area = options.size ? ([0, options.size[0], 0, options.size[1]] as const) : around(glyphs);
  const [left, right, bottom, top] = area;
  const scale = Math.min(BOX.width / (right - left), BOX.height / (top - bottom));
  const width = Math.max(1, Math.round((right - left) * scale));
  const height = Math.max(1, Math.round((top - bottom) * scale));
  const total = options.x.length;
  const headed = options.heading !== undefined;
  const caption = sentences(
    options.caption ??
      (headed
        ? 'Neighbours in one colour fly in one direction; a single colour everywhere means global order.'
        : `Where the ${counted} are.`),
    `Tick ${roundForPeople(tick, { digits: 15 })}.`,
    glyphs.length < total && `An even sample of ${roundForPeople(glyphs.length)} of ${roundForPeople(total)} ${counted} is drawn.`,
  );
  const size = Math.min(160, Math.max(24, (0.6 * width * height) / glyphs.length));
  const axis = (label: string): string => axisTitle({ label, unit });
  const spec: TopLevelSpec = {
    ...head(title, caption),
    width,
    height,
    data: { values: glyphs },
    view: { stroke: '#808894', strokeOpacity: 0.6 },
    mark: headed
      ? { type: 'point', shape: DART, filled: true, size, opacity: 1, aria: false }
      : { type: 'point', shape: 'circle', filled: true, size: size * 0.6, opacity: 0.9, aria: false },
    encoding: {
      x: {
        field: 'x',
        type: 'quantitative',
        title: axis('x'),
        scale: { domain: [left, right], nice: false, zero: false },
        axis: { grid: false },
      },
      y: {
        field: 'y',
        type: 'quantitative',
        title: axis('y'),
        scale: { domain: [bottom, top], nice: false, zero: false },
        axis: { grid: false, domain: true, tickCount: { expr: 'max(2, ceil(height / 70))' } },
      },
      ...(headed
        ? headingEncoding()
        : options.group
          ? groupEncoding(glyphs, options.groups)
          : { color: { value: options.colour ?? seriesColour(0) } }),
    },
  };
  return { name, title, caption, spec, shape: 'equal' };
}

/** At most `AGENTS_SHOWN`, evenly through the memory order; agents without a finite position are skipped. */
function sampled({ x, y, heading, group }: SnapshotOptions): Glyph[] {
  const shown = Math.min(AGENTS_SHOWN, x.length);
  const glyphs: Glyph[] = [];
  for (let k = 0; k < shown; k++) {
    const i = Math.floor((k * x.length) / shown);
    if (drawable(x[i]) === null || drawable(y[i]) === null) continue;
    const glyph: Glyph = { x: brief(x[i]), y: brief(y[i]) };
    if (heading !== undefined) {
      if (!Number.isFinite(heading[i])) continue;
      const degrees = (heading[i] * 180) / Math.PI;
      glyph.heading = Math.round(((((degrees + 180) % 360) + 360) % 360) - 180);
      glyph.angle = 90 - glyph.heading; // the glyph points up and turns clockwise
    }
    if (group !== undefined) glyph.group = group[i];
    glyphs.push(glyph);
  }
  return glyphs;
}

function around(glyphs: readonly Glyph[]): readonly [number, number, number, number] {
  const side = (values: number[]): [number, number] => {
    const min = values.reduce((a, b) => Math.min(a, b));
    const max = values.reduce((a, b) => Math.max(a, b));
    const room = min === max ? Math.max(1, Math.abs(min) * 0.1) : 0;
    return [min - room, max + room];
  };
  return [...side(glyphs.map((g) => g.x)), ...side(glyphs.map((g) => g.y))];
}

function headingEncoding(): object {
  const stops = CYCLE.map((_, k) => -180 + (360 * k) / (CYCLE.length - 1));
  return {
    angle: { field: 'angle', type: 'quantitative', scale: null },
    color: {
      field: 'heading',
      type: 'quantitative',
      title: 'heading (degrees)',
      scale: { domain: stops, range: [...CYCLE], interpolate: 'rgb' },
      legend: { orient: 'top', direction: 'horizontal', gradientLength: 220, gradientThickness: 10, values: [-180, -90, 0, 90, 180] },
    },
  };
}

function groupEncoding(glyphs: readonly Glyph[], groups?: readonly string[]): object {
  const domain = groups ? [...groups] : [...new Set(glyphs.map((g) => g.group ?? ''))].sort();
  const legend = { columns: legendColumns(domain) };
  return {
    color: { field: 'group', type: 'nominal', title: null, legend, scale: { domain, range: domain.map((_, n) => seriesColour(n)) } },
  };
}
