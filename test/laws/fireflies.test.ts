// What fireflies are known to do: synchrony, in the time that two need, exactly.

import { expect, test } from 'vitest';
import { fireflies, groups, unison } from '../../src/models/fireflies.ts';
import { drive } from '../models/drive.ts';

test.each([1, 2, 7, 150])('%i come to flash as one, from any start, and then stay together', async (count) => {
  for (const seed of ['a', 'b', 'c']) {
    const run = (await drive(fireflies, { count, strength: 0.01 }, { seed })).to(1e6);
    expect(groups(run.world())).toBe(1);
    expect(unison(run.world()).value).toBeCloseTo(1, 12);
  }
});

test('groups never part', async () => {
  const run = await drive(fireflies, { count: 80, strength: 0.001 });
  let before = groups(run.to(0).world());
  for (let tick = 1; tick < 2_000 && run.to(tick).tick === tick; tick++) {
    const now = groups(run.world());
    expect(now).toBeLessThanOrEqual(before);
    before = now;
  }
  expect(before).toBe(1);
});

test('without pulses nobody hurries: each flashes when its cycle ends, and phases keep apart', async () => {
  const run = (await drive(fireflies, { count: 50, strength: 0 })).to(0);
  const start = Array.from(run.world().kinds.firefly.column('phase'));
  const last = Math.min(...start);
  run.to(100); // 50 flashes, and as many pulls
  expect(run.world().globals.time).toBeCloseTo(1 - last, 12);
  const now = Array.from(run.world().kinds.firefly.column('phase'));
  start.forEach((phase, i) => expect(now[i]).toBeCloseTo(phase - last, 12)); // a cycle later than when they began, less the wait
});

test('two take turns as the return map of the paper says', async () => {
  const [b, strength] = [3, 0.02];
  const curve = Math.exp(b) - 1;
  const lifted = (phase: number): number => ((1 + curve * phase) * Math.exp(b * strength) - 1) / curve;
  const run = (await drive(fireflies, { count: 2, strength, dissipation: b })).to(0);
  let [low, high] = Array.from(run.world().kinds.firefly.column('phase')).sort();
  for (let tick = 0; tick < 100 && run.to(tick + 2).tick === tick + 2; tick += 2) {
    const next = lifted(low + 1 - high); // the one ahead flashes and is at 0, the other is lifted
    if (next >= 1) break;
    [low, high] = [0, next];
    const phases = Array.from(run.world().kinds.firefly.column('phase')).sort();
    expect(phases[0]).toBeCloseTo(low, 12);
    expect(phases[1]).toBeCloseTo(high, 10);
  }
});
