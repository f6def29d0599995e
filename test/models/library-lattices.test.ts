// Every model of lattices keeps the contract, and both back ends give the same bits.

import { describe, expect, test } from 'vitest';
import { bakSneppen } from '../../src/models/bak-sneppen.ts';
import { contactProcess } from '../../src/models/contact-process.ts';
import { dla } from '../../src/models/dla.ts';
import { elementary } from '../../src/models/elementary.ts';
import { epidemicLattice } from '../../src/models/epidemic-lattice.ts';
import { epidemicNetwork } from '../../src/models/epidemic-network.ts';
import { fire } from '../../src/models/fire.ts';
import { forestFire } from '../../src/models/forest-fire.ts';
import { ising } from '../../src/models/ising.ts';
import { langton } from '../../src/models/langton.ts';
import { life } from '../../src/models/life.ts';
import { nowakMay } from '../../src/models/nowak-may.ts';
import { percolation } from '../../src/models/percolation.ts';
import { potts } from '../../src/models/potts.ts';
import { rockPaperScissors } from '../../src/models/rock-paper-scissors.ts';
import { sandpile } from '../../src/models/sandpile.ts';
import { tasep } from '../../src/models/tasep.ts';
import { traffic } from '../../src/models/traffic.ts';
import { voterLattice } from '../../src/models/voter-lattice.ts';
import { wolfSheep } from '../../src/models/wolf-sheep.ts';
import { wolfSheepNetlogo } from '../../src/models/wolf-sheep-netlogo.ts';
import { modelContract, type ModelCase } from '../contract/model.ts';
import { drive } from './drive.ts';

const LATTICE = { width: 38, height: 30 }; // three chunks of agents
const NARROW = [
  { width: 3, height: 3 },
  { width: 27, height: 19 },
];
const EVEN = [
  { width: 2, height: 2 },
  { width: 32, height: 16 },
];

const CASES: readonly ModelCase[] = [
  { name: 'ising', model: ising, settings: LATTICE, ticks: 12, odd: EVEN },
  { name: 'potts', model: potts, settings: LATTICE, ticks: 12, odd: EVEN },
  { name: 'life', model: life, settings: LATTICE, ticks: 12, odd: NARROW },
  { name: 'elementary', model: elementary, settings: { width: 1_301 }, ticks: 12, odd: [{ width: 3 }] },
  { name: 'voter-lattice', model: voterLattice, settings: LATTICE, ticks: 12, odd: NARROW },
  {
    name: 'contact-process',
    model: contactProcess,
    settings: { ...LATTICE, step: 0.3 },
    ticks: 12,
    odd: [{ width: 1, height: 1 }, ...NARROW],
  },
  { name: 'fire', model: fire, settings: { ...LATTICE, density: 0.7 }, ticks: 12, odd: [{ width: 1, height: 1 }, ...NARROW] },
  { name: 'forest-fire', model: forestFire, settings: { ...LATTICE, growth: 0.1, lightning: 0.01 }, ticks: 12, odd: NARROW },
  {
    name: 'wolf-sheep',
    model: wolfSheep,
    settings: { width: 40, height: 30, sheep: 700, wolves: 500 },
    ticks: 12,
    odd: [{ width: 1, height: 1 }, ...NARROW],
  },
  {
    name: 'wolf-sheep-netlogo',
    model: wolfSheepNetlogo,
    settings: { side: 30, sheep: 700, wolves: 500 },
    ticks: 12,
    odd: [{ side: 2 }, { sheep: 0 }],
  },
  { name: 'percolation', model: percolation, settings: LATTICE, ticks: 12, odd: NARROW },
  { name: 'sandpile', model: sandpile, settings: LATTICE, ticks: 40, odd: [{ width: 1, height: 1 }, ...NARROW] },
  { name: 'nowak-may', model: nowakMay, settings: LATTICE, ticks: 12, odd: NARROW },
  { name: 'epidemic-lattice', model: epidemicLattice, settings: { ...LATTICE, share: 0.1 }, ticks: 12, odd: NARROW },
  {
    name: 'epidemic-network',
    model: epidemicNetwork,
    settings: { count: 1_300, infection: 0.4 },
    ticks: 12,
    odd: [{ count: 1, degree: 0 }],
  },
  { name: 'rock-paper-scissors', model: rockPaperScissors, settings: LATTICE, ticks: 12, odd: EVEN },
  { name: 'bak-sneppen', model: bakSneppen, settings: { count: 1_100 }, ticks: 12, odd: [{ count: 3 }] },
  { name: 'traffic', model: traffic, settings: { length: 3_000, count: 1_100 }, ticks: 12, odd: [{ length: 1, count: 1 }] },
  { name: 'tasep', model: tasep, settings: { length: 400, count: 300, step: 0.5 }, ticks: 12, odd: [{ length: 1, count: 1 }] },
  { name: 'langton', model: langton, settings: { ...LATTICE, ants: 40 }, ticks: 12, odd: [{ width: 1, height: 1 }] },
  { name: 'dla', model: dla, settings: { side: 60, walkers: 40 }, ticks: 30, odd: [{ walkers: 1 }] },
];

for (const each of CASES) modelContract(each);

describe('both back ends give the same bits', () => {
  test.each(CASES)('$name, 200 ticks', async ({ model, settings }) => {
    const [compiled, plain] = [await drive(model, settings), await drive(model, settings, { backend: 'js' })];
    expect(compiled.to(200).hash()).toBe(plain.to(200).hash());
    expect(compiled.assembly.functions.filter(({ rule }) => rule.plain !== undefined).map(({ name }) => name)).toEqual([]);
    expect(compiled.tick).toBe(plain.tick);
  });
});
