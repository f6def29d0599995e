// The globals of a swarm's world. Imports nothing.

/** Their indices; two for each stagnation criterion follow. */
export const GLOBAL = { bestValue: 0, bestIndex: 1, evaluations: 2, failures: 3, lastImprovement: 4, topologyTick: 5, marks: 6 } as const;
