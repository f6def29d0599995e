// The public surface: one line per export.

export { LabError, CODES, type Code } from './errors.ts';
export { Engine, type Program, type EngineOptions, type Fault } from './engine/engine.ts';
export { stateHash } from './engine/hash.ts';
export { encodeCheckpoint, restoreCheckpoint } from './engine/checkpoint.ts';
export { worldOf, type World, type KindView, type Measured, type Metric, type ParamValue } from './engine/world.ts';
export type { DeclaredParams, ParamSpec, ParamSpecs, ParamsOf, Rows, TableSpec } from './engine/params.ts';
export { keyFromSeed, streamKey, type Key } from './engine/random.ts';
export { torus, box, type SpaceSpec } from './spaces/space.ts';
export { grid, type Neighbourhood } from './spaces/grid.ts';
export { network, complete, ring, lattice, erdosRenyi, wattsStrogatz, barabasiAlbert, type Network } from './spaces/network.ts';
export { rule } from './rules/rule.ts';
export { polarization, polarizationOf } from './emergence/polarization.ts';
export { meanNeighbours, neighbourCounts } from './emergence/neighbours.ts';
export {
  defineModel,
  type Agent,
  type Field,
  type HookWorld,
  type Model,
  type Neighbour,
  type Neighbours,
  type Random,
  type RuleWorld,
} from './models/model.ts';
export { assemble, type Assembly } from './models/assemble.ts';
export { vicsek } from './models/vicsek.ts';
export { flocking } from './models/flocking.ts';
export { sir, type SirCurves, type SirOptions } from './models/sir.ts';
export { dispersionOf, noisyCounts } from './models/counts.ts';
export { bbob } from './swarm/bbob.ts';
export { builtinObjective, objectiveNames } from './swarm/objectives.ts';
export type { Objective } from './swarm/objective.ts';
export { constriction, type SwarmOptions } from './swarm/swarm-options.ts';
export type { TopologyName } from './swarm/topology.ts';
export { psoProgram } from './swarm/program.ts';
export { evaluations, target, stagnation, time, any, all, type StopCriterion } from './swarm/stop.ts';
export type { SwarmSetup } from './swarm/setup.ts';
export type { ModuleObjective } from './swarm/evaluator.ts';
export { minimize, type Minimizable, type MinimizeOptions, type Minimum } from './swarm/minimize.ts';
export { pso, type Pso } from './swarm/pso.ts';
export * as charts from './report/index.ts';
export type { Chart, Row } from './report/index.ts';
export { defineScenario, type Analysis, type ModelScenario, type Scenario, type SwarmScenario } from './scenario/scenario.ts';
export { run, type RunOptions } from './scenario/run.ts';
export type { RunResult } from './scenario/execute.ts';
