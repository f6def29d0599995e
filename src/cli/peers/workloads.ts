// What is compared with whom: workloads, and for each the peers that can do it and what of it is exact. Imports this folder.

import { existsSync } from 'node:fs';
import type { Start } from './driver.ts';
import { driverFolder, peerFolder, python } from './places.ts';

export interface Peer {
  readonly name: string;
  /** which of ours it is compared with */
  readonly against: string;
  /** what is exact and what is not, beside every figure */
  readonly exact: string;
  readonly start: (workload: object) => Start;
  /** what is not here, in words; null when all is */
  readonly lacks?: () => string | null;
}

export interface Workload {
  readonly name: string;
  readonly kind: 'flocking' | 'pso';
  /** handed over to every driver */
  readonly data: Readonly<Record<string, number | string>>;
  /** of ours, by name */
  readonly ours: Readonly<Record<string, Readonly<Record<string, number | string>>>>;
  readonly peers: readonly Peer[];
  /** mean neighbours per agent over the run that exact work has, whatever the seed */
  readonly neighbours?: readonly [number, number];
}

const IN_PLACE = 'in place';
const SYNCHRONOUS = 'synchronous';
const DECLARED = 'exact: neighbours wrapped on the torus, random order in place, float64';

function node(script: string): Peer['start'] {
  return (workload) => ({
    command: process.execPath,
    args: [script, JSON.stringify({ ...workload, folder: peerFolder() })],
    cwd: driverFolder(),
  });
}

function inPython(script: string): Peer['start'] {
  return (workload) => ({ command: python(), args: [script, JSON.stringify(workload)], cwd: driverFolder() });
}

function inJava(source: string): Peer['start'] {
  return (workload) => ({
    command: 'java',
    args: ['-cp', process.env['SWARMLAB_MASON_JAR'] ?? '', source, JSON.stringify(workload)],
    cwd: driverFolder(),
  });
}

const sketches: readonly Peer[] = [
  {
    name: 'JavaScript by hand, synchronous',
    against: SYNCHRONOUS,
    exact: 'exact: neighbours wrapped on the torus, synchronous, float64',
    start: (workload) => node('flocking-sketch.js')({ ...workload, update: 'synchronous' }),
  },
  {
    name: 'JavaScript by hand, in place',
    against: IN_PLACE,
    exact: DECLARED,
    start: (workload) => node('flocking-sketch.js')({ ...workload, update: 'sequential' }),
  },
];
const mason: Peer = { name: 'MASON', against: IN_PLACE, exact: DECLARED, start: inJava('FlockingMason.java'), lacks: lacksMason };

function lacksMason(): string | null {
  const jar = process.env['SWARMLAB_MASON_JAR'];
  if (jar === undefined) return 'it is in no registry: build its jar from eclab/mason and name it in SWARMLAB_MASON_JAR';
  return existsSync(jar) ? null : `there is no file ${jar}, which SWARMLAB_MASON_JAR names`;
}
const mesa: Peer = { name: 'Mesa', against: IN_PLACE, exact: DECLARED, start: inPython('flocking_mesa.py') };
const agentPy: Peer = { name: 'AgentPy', against: IN_PLACE, exact: DECLARED, start: inPython('flocking_agentpy.py') };
const agentScript: Peer = {
  name: 'AgentScript',
  against: IN_PLACE,
  exact: 'not exact: its search does not wrap, so birds at the border see fewer; random order in place, float64',
  start: node('flocking-agentscript.js'),
};

const bothModes = { [SYNCHRONOUS]: { update: 'synchronous' }, [IN_PLACE]: { update: 'sequential' } };

function swarm(objective: 'sphere' | 'rastrigin', particles: number): Workload {
  const lower = objective === 'sphere' ? -100 : -5.12;
  return {
    name: `swarm on 30-D ${objective}, ${particles.toLocaleString('en')} particles`,
    kind: 'pso',
    data: { objective, dimensions: 30, particles, iterations: Math.round(40_000 / particles), lower, upper: -lower, seed: 1 },
    ours: { ring: { topology: 'ring' }, global: { topology: 'global' } },
    peers: [
      {
        name: 'PySwarms',
        against: 'global',
        exact:
          'same objective, box, particles and evaluations; global best, inertia; the objective vectorised in NumPy; another generator of random numbers',
        start: inPython('pso_pyswarms.py'),
      },
      {
        name: 'pagmo (pygmo)',
        against: 'ring',
        exact:
          'same objective, box, particles and evaluations, all in C++; ring of 4 neighbours, constriction, updates in place; another generator of random numbers',
        start: inPython('pso_pygmo.py'),
      },
    ],
  };
}

/** Small first; all 100 ticks of a flock from tick 0, all 40,000 evaluations of a swarm from its first iteration. */
export const WORKLOADS: readonly Workload[] = [
  {
    name: 'flocking small',
    kind: 'flocking',
    data: { count: 200, width: 100, height: 100, visual: 5, ticks: 100, seed: 1 },
    ours: bothModes,
    peers: [...sketches, mason, mesa, agentPy, agentScript],
    neighbours: [1.9, 4.2],
  },
  {
    name: 'flocking large',
    kind: 'flocking',
    data: { count: 400, width: 150, height: 150, visual: 15, ticks: 100, seed: 1 },
    ours: bothModes,
    peers: [...sketches, mason, mesa, agentScript],
    neighbours: [22, 42],
  },
  {
    name: 'flock of 10,000',
    kind: 'flocking',
    data: { count: 10_000, width: 707, height: 707, visual: 5, ticks: 100, seed: 1 },
    ours: bothModes,
    peers: [...sketches, mason],
    neighbours: [2.3, 3.6],
  },
  swarm('sphere', 40),
  swarm('sphere', 1_000),
  swarm('rastrigin', 40),
  swarm('rastrigin', 1_000),
];
