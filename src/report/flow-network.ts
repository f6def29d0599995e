import { type Chart, brief, emptyChart, head } from './chart.ts';
import { ROLE } from './palette.ts';
import { roundForPeople } from './round.ts';

export interface FlowNetworkOptions {
  name: string;
  title: string;
  caption: string;
  /** Nodes, drawn on a circle in this order. */
  names: readonly string[];
  flows: readonly { from: string; to: string; bits: number }[];
}

const SIZE = { width: 440, height: 320 } as const;
/** Height for two nodes, which stand side by side. */
const LOW = 120;
/** Of the circle, and what of an arrow is left free at either end, in pixels. */
const RADIUS = 105;
const FREE = 26;
/** Two arrows between the same nodes lie this far apart. */
const APART = 7;

/** A small directed network: nodes on a circle, arrows as wide as what flows along them. */
export function flowNetwork({ name, title, caption, names, flows }: FlowNetworkOptions): Chart {
  if (names.length < 2 || flows.length === 0) return emptyChart(name, title);
  const size = { ...SIZE, height: names.length === 2 ? LOW : SIZE.height };
  const { width, height } = size;
  const place = new Map(
    names.map((each, n) => {
      const angle = Math.PI - (2 * Math.PI * n) / names.length; // the first at the left
      return [each, { x: width / 2 + 1.2 * RADIUS * Math.cos(angle), y: height / 2 + RADIUS * Math.sin(angle) }];
    }),
  );
  const most = Math.max(...flows.map(({ bits }) => bits));
  const arrows = flows.flatMap(({ from, to, bits }) => {
    const [a, b] = [place.get(from), place.get(to)];
    if (!a || !b) return [];
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    const [dx, dy] = [(b.x - a.x) / length, (b.y - a.y) / length];
    const side = { x: -dy * APART, y: dx * APART };
    const start = { x: a.x + dx * FREE + side.x, y: a.y + dy * FREE + side.y };
    const end = { x: b.x - dx * FREE + side.x, y: b.y - dy * FREE + side.y };
    const angle = brief((Math.atan2(dx, dy) * 180) / Math.PI);
    const label = `${roundForPeople(bits, { digits: 2 })} bits`;
    return [
      {
        x: brief(start.x),
        y: brief(start.y),
        x2: brief(end.x),
        y2: brief(end.y),
        width: brief(1.5 + (4.5 * bits) / most),
        angle,
        flow: `${from} → ${to}: ${label}`,
      },
    ];
  });
  const nodes = names.map((each) => {
    const { x, y } = place.get(each) ?? { x: 0, y: 0 };
    return { x: brief(x), y: brief(y), label: each, above: y >= height / 2 - 1 };
  });
  const at = (field: string): object => ({ field, type: 'quantitative' });
  const label = (above: boolean): object => ({
    data: { values: nodes.filter((node) => node.above === above) },
    mark: { type: 'text', fontSize: 13, dy: above ? -22 : 24 },
    encoding: { x: at('x'), y: at('y'), text: { field: 'label', type: 'nominal' } },
  });
  const spec = {
    ...head(title, caption),
    ...size,
    encoding: {
      x: { type: 'quantitative', scale: { domain: [0, width], nice: false, zero: false }, axis: null },
      y: { type: 'quantitative', scale: { domain: [0, height], nice: false, zero: false }, axis: null },
    },
    layer: [
      {
        data: { values: arrows },
        mark: { type: 'rule', color: ROLE.measured, tooltip: { content: 'data' } },
        encoding: {
          x: at('x'),
          y: at('y'),
          x2: { field: 'x2' },
          y2: { field: 'y2' },
          strokeWidth: { field: 'width', type: 'quantitative', scale: null },
        },
      },
      {
        data: { values: arrows },
        mark: { type: 'point', shape: 'triangle', filled: true, size: 130, opacity: 1, color: ROLE.measured, tooltip: { content: 'data' } },
        encoding: { x: at('x2'), y: at('y2'), angle: { field: 'angle', type: 'quantitative', scale: null } },
      },
      {
        data: { values: nodes },
        mark: { type: 'point', filled: true, size: 240, opacity: 1, color: ROLE.quiet },
        encoding: { x: at('x'), y: at('y') },
      },
      label(true),
      label(false),
    ],
  } as Chart['spec']; // a cast: the union of all Vega-Lite specifications is too wide for layers made here; the tests validate them
  return { name, title, caption, spec, shape: 'equal' };
}
