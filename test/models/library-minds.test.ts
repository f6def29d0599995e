// The models of minds and flocks keep the contract of every model, and both back ends give the same bits.

import { describe, expect, test } from 'vitest';
import { activeBrownian } from '../../src/models/active-brownian.ts';
import { adaptiveVoter } from '../../src/models/adaptive-voter.ts';
import { ants } from '../../src/models/ants.ts';
import { architectures } from '../../src/models/architectures.ts';
import { boltzmannWealth } from '../../src/models/boltzmann-wealth.ts';
import { couzin } from '../../src/models/couzin.ts';
import { deffuant } from '../../src/models/deffuant.ts';
import { doubleBridge } from '../../src/models/double-bridge.ts';
import { elFarol } from '../../src/models/el-farol.ts';
import { epidemic } from '../../src/models/epidemic.ts';
import { fireflies } from '../../src/models/fireflies.ts';
import { hopfield } from '../../src/models/hopfield.ts';
import { kuramotoNetwork } from '../../src/models/kuramoto-network.ts';
import { kuramoto } from '../../src/models/kuramoto.ts';
import { minorityGame } from '../../src/models/minority-game.ts';
import { physarum } from '../../src/models/physarum.ts';
import { responseThreshold } from '../../src/models/response-threshold.ts';
import { sugarscape } from '../../src/models/sugarscape.ts';
import { voter } from '../../src/models/voter.ts';
import { modelContract, type ModelCase } from '../contract/model.ts';
import { drive } from './drive.ts';

const odd = [1, 513].map((count) => ({ count }));
const few = [1, 65].map((count) => ({ count }));

const CASES: readonly ModelCase[] = [
  { name: 'kuramoto, midpoint', model: kuramoto, settings: { count: 700 }, ticks: 12, odd },
  { name: 'kuramoto-network', model: kuramotoNetwork, settings: { count: 600 }, ticks: 10, odd },
  { name: 'fireflies', model: fireflies, settings: { count: 600, strength: 0.0005 }, ticks: 40, odd },
  { name: 'couzin', model: couzin, settings: { count: 300 }, ticks: 12, odd },
  { name: 'active-brownian', model: activeBrownian, settings: { count: 700, side: 30, diffusion: 0.2 }, ticks: 12, odd },
  { name: 'epidemic, SIR', model: epidemic, settings: { count: 800, infected: 90 }, ticks: 20, odd },
  { name: 'voter, sequential', model: voter, settings: { count: 600 }, ticks: 12, odd },
  {
    name: 'voter, synchronous',
    model: voter,
    settings: { count: 600, update: 'synchronous', graph: 'scale-free', rate: 0.5 },
    ticks: 12,
    odd,
  },
  { name: 'adaptive-voter, sequential', model: adaptiveVoter, settings: { count: 600 }, ticks: 12, odd },
  {
    name: 'adaptive-voter, synchronous',
    model: adaptiveVoter,
    settings: { count: 600, update: 'synchronous', homophily: 0.6 },
    ticks: 12,
    odd,
  },
  { name: 'deffuant', model: deffuant, settings: { count: 700 }, ticks: 16, odd },
  { name: 'boltzmann-wealth', model: boltzmannWealth, settings: { count: 700, saving: 0.3 }, ticks: 16, odd },
  { name: 'minority-game', model: minorityGame, settings: { count: 601, memory: 3 }, ticks: 16, odd },
  { name: 'el-farol', model: elFarol, settings: { count: 600, capacity: 360, predictors: 4 }, ticks: 12, odd },
  { name: 'hopfield', model: hopfield, settings: { count: 120, patterns: 20, flipped: 0.3 }, ticks: 6, odd: few },
  { name: 'response-threshold', model: responseThreshold, settings: { count: 700 }, ticks: 30, odd },
  { name: 'double-bridge', model: doubleBridge, settings: { count: 700, evaporation: 0.01 }, ticks: 30, odd },
  { name: 'ants', model: ants, settings: { count: 300, side: 31, pieces: 2 }, ticks: 40, odd },
  { name: 'physarum', model: physarum, settings: { count: 700, width: 50, height: 31 }, ticks: 12, odd },
  { name: 'architectures', model: architectures, settings: { side: 10, room: 5, items: 6, count: 110, change: 20 }, ticks: 24, odd: few },
  { name: 'sugarscape', model: sugarscape, settings: { side: 27, count: 300 }, ticks: 12, odd },
];

/** Other parameters of the same models: whatever they run as, both back ends agree. */
const VARIANTS: readonly ModelCase[] = [
  { name: 'kuramoto, Runge-Kutta', model: kuramoto, settings: { count: 700, stages: 4, distribution: 'normal' }, ticks: 10 },
  { name: 'kuramoto-network, all', model: kuramotoNetwork, settings: { count: 60, graph: 'complete' }, ticks: 10 },
  { name: 'epidemic, SIS', model: epidemic, settings: { count: 800, infected: 90, immunity: false }, ticks: 20 },
  { name: 'voter, lattice', model: voter, settings: { count: 600, graph: 'lattice' }, ticks: 8 },
  {
    name: 'architectures, without walls',
    model: architectures,
    settings: { side: 13, room: 0, count: 70, planning: 0, change: 20, items: 9 },
    ticks: 20,
  },
  { name: 'sugarscape, synchronous', model: sugarscape, settings: { side: 27, count: 300, update: 'synchronous' }, ticks: 20 },
  { name: 'sugarscape, starving', model: sugarscape, settings: { side: 27, count: 500, replacement: false }, ticks: 20 },
  { name: 'voter, random', model: voter, settings: { count: 600, graph: 'random', degree: 2 }, ticks: 8 },
];

for (const each of CASES) modelContract(each);

describe('worlds of a few', () => {
  test.each([...CASES, ...VARIANTS])('$name', async ({ model, settings }) => {
    for (const count of [1, 2, 3, 5]) {
      const run = await drive(model, { ...settings, count }, { parties: 2 });
      expect((await drive(model, { ...settings, count })).to(5).hash()).toBe(run.to(5).hash());
    }
  });
});

describe('200 ticks end at the same bits as WebAssembly and as JavaScript', () => {
  test.each([...CASES, ...VARIANTS])('$name', async ({ model, settings }) => {
    const hash = async (backend: 'js' | 'simd'): Promise<string> => (await drive(model, settings, { backend })).to(200).hash();
    const [simd, js] = [await hash('simd'), await hash('js')];
    expect(simd).toBe(js);
  });

  test.each([...CASES, ...VARIANTS])('$name: every rule runs as WebAssembly', async ({ model, settings }) => {
    const { assembly } = await drive(model, settings);
    const rules = assembly.functions.filter(({ role }) => role === 'rule' || role === 'reduce');
    expect(rules.filter(({ rule }) => !rule.simd).map(({ name }) => name)).toEqual([]);
  });
});
