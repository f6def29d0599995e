// What voters who choose their friends are known to do. Holme & Newman, Phys. Rev. E 74:056108 (2006). doi:10.1103/PhysRevE.74.056108

import { describe, expect, test } from 'vitest';
import { components } from '../../src/emergence/networks/components.ts';
import type { NetworkView, World } from '../../src/engine/world.ts';
import { adaptiveVoter, communitySizes, discord, largest, opinions } from '../../src/models/adaptive-voter.ts';
import { drive, type Settings } from '../models/drive.ts';
import { mean } from './of/lattices/statistics.ts';

const networkOf = ({ network }: World): NetworkView => {
  if (!network) throw new Error('the world has no network');
  return network;
};
const sizesOf = (world: World): number[] => components(networkOf(world)).sizes.toSorted((a, b) => b - a);
const countsOf = ({ kinds: { voter } }: World): number[] => {
  const counts: number[] = [];
  for (const opinion of voter.column('opinion')) counts[opinion] = (counts[opinion] ?? 0) + 1;
  return counts;
};

describe.each(['sequential', 'synchronous'])('%s', (update) => {
  test('who never moves a link agrees with all that he hangs together with, and the network stays', async () => {
    const run = (await drive(adaptiveVoter, { count: 400, homophily: 0, update })).to(0);
    const before = networkOf(run.world());
    const end = run.to(1e5).world();
    expect(networkOf(end)).toEqual(before);
    expect(communitySizes(end)).toEqual(sizesOf(end));
    expect(opinions(end)).toBeLessThanOrEqual(sizesOf(end).length);
  });

  test('who only moves links keeps his opinion, and ends among those who share it', async () => {
    const run = (await drive(adaptiveVoter, { count: 500, homophily: 1, update })).to(0);
    const before = countsOf(run.world());
    const links = networkOf(run.world()).targets.length;
    const end = run.to(1e5).world();
    expect(countsOf(end)).toEqual(before);
    expect(networkOf(end).targets.length).toBe(links);
    expect(communitySizes(end)).toEqual(sizesOf(end));
    expect(sizesOf(end)[0]).toBeLessThanOrEqual(Math.max(...before.filter((n) => n > 0)));
  });

  test('in between nobody disagrees in the end either, and no link is lost', async () => {
    const run = (await drive(adaptiveVoter, { count: 500, homophily: 0.5, update })).to(0);
    const links = networkOf(run.world()).targets.length;
    let last = opinions(run.world());
    for (let tick = 1; run.to(tick).tick === tick; tick++) {
      expect(networkOf(run.world()).targets.length).toBe(links);
      expect(opinions(run.world())).toBeLessThanOrEqual(last); // none is made up
      last = opinions(run.world());
    }
    expect(discord(run.world())).toBe(0);
  });
});

test('with ten voters an opinion and four links a voter, communities break up between φ = 0.35 and 0.6: φ_c = 0.458', async () => {
  const share = async (settings: Settings): Promise<number> => {
    const found: number[] = [];
    for (const seed of ['a', 'b', 'c']) {
      const all = { count: 640, followers: 10, degree: 4, graphSeed: seed, ...settings };
      found.push(largest((await drive(adaptiveVoter, all, { seed })).to(1e5).world()) ?? NaN);
    }
    return mean(found);
  };
  expect(await share({ homophily: 0.35 })).toBeGreaterThan(0.7);
  expect(await share({ homophily: 0.6 })).toBeLessThan(0.25);
}, 60_000);
