// The Ising model on a square lattice, one colour of a checkerboard a tick. Imports the model's declaration, rules, spaces, engine.

import { LabError } from '../errors.ts';
import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { grid } from '../spaces/grid.ts';
import { defineModel, type Agent, type Neighbours, type Random, type RuleWorld } from './model.ts';

type Site = Agent<{ spin: 'i32' }>;

interface IsingParams {
  readonly temperature: number;
  readonly coupling: number;
  readonly field: number;
  readonly dynamics: string;
  readonly start: string;
}

/**
 * Turn my spin, if it is my colour's turn: Metropolis accepts the turn with probability min(1, exp(−ΔE/T)), ΔE = 2 s (J Σ s_j + h);
 * a heat bath points up with probability 1 / (1 + exp(−2 (J Σ s_j + h)/T)). Neighbours are of the other colour, so that a tick is a
 * sequence of single turns in any order, and detailed balance holds in each.
 * Source: Metropolis et al., J. Chem. Phys. 21:1087 (1953), doi:10.1063/1.1699114; Glauber, J. Math. Phys. 4:294 (1963), doi:10.1063/1.1703954
 */
export function turn(self: Site, neighbours: Neighbours<Site>, random: Random, params: IsingParams, world: RuleWorld): void {
  if ((self.x + self.y + world.tick) % 2 !== 0) return;
  let sum = 0;
  for (const other of neighbours) sum += other.spin;
  const force = params.coupling * sum + params.field;
  const draw = random.uniform();
  if (params.dynamics === 'metropolis') {
    if (draw < Math.exp((-2 * self.spin * force) / params.temperature)) self.spin = -self.spin;
  } else {
    self.spin = draw * (1 + Math.exp((-2 * force) / params.temperature)) < 1 ? 1 : -1;
  }
}

/** All up, or each up or down with probability 1/2. */
export function begin(self: Site, random: Random, params: IsingParams): void {
  self.spin = params.start === 'up' || random.uniform() < 0.5 ? 1 : -1;
}

/** A torus has two colours if its sides are even: else like would meet like at the seam. */
export function evenSides({ width, height }: { readonly width: number; readonly height: number }): void {
  if (width % 2 !== 0 || height % 2 !== 0)
    throw new LabError(
      'E_PARAM',
      `a checkerboard that wraps needs an even width and an even height, but got ${width} × ${height}. Set both to even numbers.`,
    );
}

/** Magnetisation per site, Σ s / N, from −1 to 1. */
export function magnetization({ kinds: { site } }: World): number {
  const spin = site.column('spin');
  let sum = 0;
  for (let i = 0; i < spin.length; i++) sum += spin[i];
  return sum / spin.length;
}

/** Energy per site, −J Σ_links s_i s_j / N − h m, in the unit of J; a lattice that is 2 wide counts a double link once. */
export function isingEnergy(world: World): number {
  const { width, height, coupling, field } = world.params as Readonly<Record<string, number>>;
  const spin = world.kinds.site.column('spin');
  let links = 0;
  for (let y = 0, i = 0; y < height; y++) {
    const below = y + 1 < height ? i + width : i - y * width;
    for (let x = 0; x < width; x++, i++) {
      const right = spin[x + 1 < width ? i + 1 : i + 1 - width];
      if (width > 2 || x === 0) links += spin[i] * right;
      if (height > 2 || y === 0) links += spin[i] * spin[below + x];
    }
  }
  return (-coupling * links) / spin.length - field * magnetization(world);
}

/**
 * Update mode: synchronous, with one colour of the checkerboard a tick, so that two ticks are one sweep: the same stationary law as
 * one random spin after another, in parallel. Energies in units of J, temperatures of J / k_B.
 */
export const ising = defineModel({
  name: 'ising',
  description: 'The Ising model: spins agree below the critical temperature 2.269 and forget each other above',
  source: 'Ising, Z. Phys. 31:253 (1925), doi:10.1007/BF02980577; Onsager, Phys. Rev. 65:117 (1944), doi:10.1103/PhysRev.65.117',
  params: {
    width: { default: 256, min: 2, max: 32_768, integer: true, unit: 'cells', description: 'columns of the torus, even' },
    height: { default: 256, min: 2, max: 32_768, integer: true, unit: 'cells', description: 'rows of the torus, even' },
    temperature: { default: 2.269185314213022, min: 1e-6, max: 1e6, unit: 'J / k_B', description: 'temperature T' },
    coupling: { default: 1, min: -1e3, max: 1e3, unit: 'J', description: 'coupling of neighbours; below 0 they disagree' },
    field: { default: 0, min: -1e3, max: 1e3, unit: 'J', description: 'outer field h' },
    dynamics: { default: 'metropolis', choices: ['metropolis', 'heat-bath'], description: 'how a spin is turned' },
    start: { default: 'random', choices: ['random', 'up'], description: 'spins at tick 0' },
  },
  space: ({ width, height }) => {
    evenSides({ width, height });
    return grid({ width, height, neighbourhood: 'von-neumann' });
  },
  kinds: { site: { on: 'cells', columns: { spin: 'i32' }, init: begin, rule: rule(turn) } },
  metrics: { magnetization, energy: isingEnergy },
});
