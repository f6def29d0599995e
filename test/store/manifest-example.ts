import type { Manifest } from '../../src/store/manifest.ts';

export function manifestExample(changes: Partial<Manifest> = {}): Manifest {
  return {
    format: 1,
    scenario: 'vicsek',
    scenarioPath: null,
    params: { count: 100, noise: 0.5 },
    seed: 'starling',
    workers: 2,
    backend: 'js',
    ticks: 200,
    tick: 0,
    status: 'running',
    stopReason: null,
    versions: { swarmlab: '0.1.0', node: '24.21.0' },
    machine: { cpu: 'a processor', cores: 2, memoryGiB: 24, os: 'Linux' },
    started: '2026-11-20T18:00:00.000Z',
    ended: null,
    timings: {},
    agents: 100,
    agentsByKind: { bird: 100 },
    stateHash: null,
    metrics: { polarization: 0.25, order: null },
    best: null,
    evaluations: null,
    agentStepsPerSecond: null,
    execution: {},
    command: 'swarmlab run vicsek --seed starling',
    error: null,
    ...changes,
  };
}
