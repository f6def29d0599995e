import { describe, expect, test } from 'vitest';
import { keyFromSeed, normal, uniform53 } from '../../../src/engine/random.ts';
import { flowOverDistance, flowsOf, reachOf } from '../../../src/scenario/emergence/flow.ts';
import { followedSeries } from '../../../src/scenario/emergence/followed.ts';
import { courseOf } from '../../../src/scenario/emergence/course.ts';
import { metricFlows, orderOf } from '../../../src/scenario/emergence/metric-flow.ts';
import { groupsOf, trackedTicks, Tracker, windowsOf } from '../../../src/scenario/emergence/tracks.ts';
import { ring } from '../../../src/spaces/network.ts';
import { autoregressive, kindOf, uniforms, worldWith } from './worlds.ts';

/** A chain: each follows the one before it, with weight c. */
function chain(seed: string, count: number, ticks: number, c: number): Float64Array[] {
  const { k0, k1 } = keyFromSeed(seed);
  const series = Array.from({ length: count }, () => new Float64Array(ticks));
  for (let t = 0; t < ticks; t++)
    for (let i = 0; i < count; i++) {
      const before = t === 0 ? 0 : 0.4 * series[i][t - 1] + (i > 0 ? c * series[i - 1][t - 1] : 0);
      series[i][t] = before + normal(k0, k1, i, t);
    }
  return series;
}

describe('flow between agents', () => {
  test('goes from who drives to who is driven, and not back', () => {
    const { bits, real, count } = flowsOf(chain('chain', 16, 257, 0.5), false, 's');
    for (let i = 1; i < count; i++) {
      expect(real[i * count + i - 1]).toBe(1);
      expect(bits[i * count + i - 1]).toBeGreaterThan(5 * bits[(i - 1) * count + i]);
    }
    const back = Array.from({ length: count - 1 }, (_, i) => real[i * count + i + 1]).reduce((a, b) => a + b, 0);
    expect(back).toBeLessThanOrEqual(3); // one in twenty of what is found is expected to be none
  });

  test('of states that are copied with errors is found one way', () => {
    const { k0, k1 } = keyFromSeed('copies');
    const series = Array.from({ length: 16 }, () => new Float64Array(257));
    for (let t = 0; t < 257; t++)
      for (let i = 0; i < 16; i++) {
        const own = Math.floor(2 * uniform53(k0, k1, i, 2 * t));
        const copies = i % 2 === 1 && t > 0 && uniform53(k0, k1, i, 2 * t + 1) < 0.8;
        series[i][t] = copies ? series[i - 1][t - 1] : own;
      }
    const { real, found } = flowsOf(series, true, 's');
    for (let i = 1; i < 16; i += 2) expect(real[i * 16 + i - 1]).toBe(1);
    expect(found).toBeLessThanOrEqual(8 + 3);
  });

  test('between agents that know nothing of each other is seldom found, however slowly they change', () => {
    const seeds = 40;
    let wrong = 0;
    for (let n = 0; n < seeds; n++) {
      const series = Array.from({ length: 16 }, (_, i) => autoregressive(`alone ${n} ${i}`, 257, 0.9));
      if (flowsOf(series, false, `s${n}`).found > 0) wrong++;
    }
    expect(wrong).toBeLessThanOrEqual(0.05 * seeds + 4 * Math.sqrt(seeds * 0.05 * 0.95));
  });

  test('over distance: near ones of a chain send more than shuffled ones, up to their reach; independent ones do not', () => {
    const distance = (count: number): Float64Array =>
      Float64Array.from({ length: count * count }, (_, at) => Math.abs((at % count) - Math.floor(at / count)));
    const over = flowOverDistance(flowsOf(chain('near', 32, 257, 0.5), false, 's'), distance(32), 's');
    expect(over?.p).toBe(0.001);
    expect(over && reachOf(over)).toBeGreaterThan(0);
    expect(over && reachOf(over)).toBeLessThan(8);
    const alone = Array.from({ length: 24 }, (_, n) => {
      const series = Array.from({ length: 12 }, (__, i) => autoregressive(`far ${n} ${i}`, 129, 0.5));
      return flowOverDistance(flowsOf(series, false, `s${n}`), distance(12), `s${n}`)?.p ?? NaN;
    });
    expect(alone.filter((p) => p <= 0.1).length).toBeLessThanOrEqual(2.4 + 4 * Math.sqrt(24 * 0.1 * 0.9));
  });
});

describe('agents that are followed', () => {
  test('windows lie in the run, one after the other, and end with it', () => {
    for (const ticks of [0, 1, 100, 256, 257, 500, 2_000, 50_000]) {
      const starts = windowsOf(ticks);
      expect(trackedTicks(ticks).at(-1)).toBe(ticks);
      expect(new Set(trackedTicks(ticks)).size).toBe(trackedTicks(ticks).length);
      starts.slice(1).forEach((start, n) => expect(start).toBeGreaterThan(starts[n] + 256));
    }
  });

  test('are groups of neighbours: by place, by cell, by link', () => {
    const n = 900;
    const bird = kindOf('bird', {
      x: uniforms('x', n).map((u) => 30 * u),
      y: uniforms('y', n).map((u) => 30 * u),
      heading: uniforms('h', n),
    });
    const { space } = worldWith(bird, [30, 30]);
    const places = groupsOf(bird, { space, network: null });
    expect(new Set(places).size).toBe(64);
    const [x, y] = [bird.column('x'), bird.column('y')];
    const far = (a: number, b: number): number => {
      const [dx, dy] = [Math.abs(x[a] - x[b]), Math.abs(y[a] - y[b])];
      return Math.hypot(Math.min(dx, 30 - dx), Math.min(dy, 30 - dy));
    };
    const nearest = Array.from({ length: n }, (_, i) => i).sort((a, b) => far(places[0], a) - far(places[0], b));
    expect(Array.from(places.subarray(0, 8))).toEqual(nearest.slice(0, 8));
    const person = kindOf('person', { state: new Int32Array(200) });
    const linked = groupsOf(person, { space: null, network: ring(200, 2) });
    const steps = Array.from(linked.subarray(0, 8)).map((i) => Math.min((i - linked[0] + 200) % 200, (linked[0] - i + 200) % 200));
    expect(Math.max(...steps)).toBe(4);
  });

  test('a tracker that goes on after an interruption follows the same agents; the dead are left out', () => {
    const flies = (tick: number, alive: number): ReturnType<typeof worldWith> =>
      worldWith(
        kindOf('fly', { x: uniforms(`x${tick}`, alive).map((u) => 9 * u), y: uniforms(`y${tick}`, alive), heading: uniforms('h', alive) }),
        [9, 9],
        false,
        tick,
      );
    const whole = new Tracker(256);
    const kept = Array.from({ length: 20 }, (_, t) => whole.keep(flies(t, 200 - t).kinds['fly'], flies(t, 200 - t)));
    const again = new Tracker(256);
    const at = kept[9];
    if (at === null) throw new Error('flies are followed');
    again.restore('fly', at);
    expect(Array.from({ length: 10 }, (_, t) => again.keep(flies(10 + t, 190 - t).kinds['fly'], flies(10 + t, 190 - t)))).toEqual(
      kept.slice(10),
    );
    for (const each of kept.slice(1)) expect([...(each?.ids ?? [])].every((id) => kept[0]?.ids.includes(id))).toBe(true);
  });

  test('series that hardly change tell nothing, and the reason says so', () => {
    const still = kindOf('person', { state: new Int32Array(100) });
    const world = { ...worldWith(still), network: ring(100, 2) };
    const tracker = new Tracker(256);
    const blocks = Array.from({ length: 200 }, (_, tick) => tracker.keep(still, { ...world, tick })).filter((block) => block !== null);
    expect(followedSeries(blocks, still, world)).toMatch(/of 64 agents that were followed 0 changed their state often enough/);
  });
});

describe('flow between metrics', () => {
  const rows = (seed: string, c: number): { tick: number; x: number; y: number }[] => {
    const [x, y] = chain(seed, 2, 600, c);
    return Array.from(x, (value, tick) => ({ tick, x: value, y: y[tick], rest: -value - y[tick] }));
  };
  const of = (seed: string, c: number): ReturnType<typeof metricFlows> => {
    const all = rows(seed, c);
    return metricFlows(
      ['x', 'y', 'rest'].flatMap((name) => courseOf(name, all) ?? []),
      all,
      seed,
    );
  };

  test('is found from the one that drives, not back, and what follows from the others by sum is left out', () => {
    const found = of('driven', 0.6);
    expect(found?.names).toEqual(['x', 'y']);
    expect(found?.flows.find(({ to }) => to === 'y')?.p).toBe(0.004); // the least that 499 shifts and two pairs allow
    expect(found?.flows.find(({ to }) => to === 'x')?.p).toBeGreaterThan(0.05);
  });

  test('the order of an autoregression is found', () => {
    expect(orderOf(autoregressive('one', 2_000, 0.7))).toBe(1);
    const { k0, k1 } = keyFromSeed('two');
    const x = new Float64Array(2_000);
    for (let t = 2; t < x.length; t++) x[t] = 1.2 * x[t - 1] - 0.7 * x[t - 2] + normal(k0, k1, t, 0);
    expect(orderOf(x)).toBe(2);
  });
});
