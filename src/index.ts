// The public surface: one line per export.

export { LabError, CODES, type Code } from './errors.ts';
export { Engine, type Program, type EngineOptions, type Fault } from './engine/engine.ts';
export { stateHash } from './engine/hash.ts';
export { encodeCheckpoint, restoreCheckpoint } from './engine/checkpoint.ts';
export { worldOf, type World, type KindView, type Measured, type Metric, type NetworkView, type ParamValue } from './engine/world.ts';
export type { DeclaredParams, ParamSpec, ParamSpecs, ParamsOf, Rows, TableSpec } from './engine/params.ts';
export { keyFromSeed, streamKey, type Key } from './engine/random.ts';
export { torus, box, type SpaceSpec } from './spaces/space.ts';
export { grid, type Neighbourhood } from './spaces/grid.ts';
export { network, complete, ring, lattice, erdosRenyi, wattsStrogatz, barabasiAlbert, type Network } from './spaces/network.ts';
export { rule } from './rules/rule.ts';
export { polarization, speedPolarization } from './emergence/order/polarization.ts';
export { meanNeighbours, neighbourCounts } from './emergence/structure/neighbours.ts';
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
export { schelling } from './models/schelling.ts';
export { segregation } from './models/segregation.ts';
export { vicsek } from './models/vicsek.ts';
export { vicsekTopological } from './models/vicsek-topological.ts';
export { activeBrownian } from './models/active-brownian.ts';
export { adaptiveVoter } from './models/adaptive-voter.ts';
export { ants } from './models/ants.ts';
export { architectures } from './models/architectures.ts';
export { bakSneppen } from './models/bak-sneppen.ts';
export { boltzmannWealth } from './models/boltzmann-wealth.ts';
export { contactProcess } from './models/contact-process.ts';
export { couzin } from './models/couzin.ts';
export { deffuant } from './models/deffuant.ts';
export { dla } from './models/dla.ts';
export { doubleBridge } from './models/double-bridge.ts';
export { elFarol } from './models/el-farol.ts';
export { elementary } from './models/elementary.ts';
export { epidemic } from './models/epidemic.ts';
export { epidemicLattice } from './models/epidemic-lattice.ts';
export { epidemicNetwork } from './models/epidemic-network.ts';
export { fire } from './models/fire.ts';
export { fireflies } from './models/fireflies.ts';
export { forestFire } from './models/forest-fire.ts';
export { hopfield } from './models/hopfield.ts';
export { ising } from './models/ising.ts';
export { kuramoto } from './models/kuramoto.ts';
export { kuramotoNetwork } from './models/kuramoto-network.ts';
export { langton } from './models/langton.ts';
export { life } from './models/life.ts';
export { minorityGame } from './models/minority-game.ts';
export { nowakMay } from './models/nowak-may.ts';
export { percolation } from './models/percolation.ts';
export { physarum } from './models/physarum.ts';
export { potts } from './models/potts.ts';
export { responseThreshold } from './models/response-threshold.ts';
export { rockPaperScissors } from './models/rock-paper-scissors.ts';
export { sandpile } from './models/sandpile.ts';
export { sugarscape } from './models/sugarscape.ts';
export { tasep } from './models/tasep.ts';
export { traffic } from './models/traffic.ts';
export { voter } from './models/voter.ts';
export { voterLattice } from './models/voter-lattice.ts';
export { wolfSheep } from './models/wolf-sheep.ts';
export { wolfSheepNetlogo } from './models/wolf-sheep-netlogo.ts';
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
export { readMetrics, type MetricRow } from './store/metric-log.ts';
export { readRecords, type RecordBlock } from './store/record-log.ts';

// Experiments: many runs over parameters and replicates, and what follows from their rows.
export { sweep, type Over, type SweepOptions, type SweepProgress, type SweepResult } from './scenario/experiment/sweep.ts';
export { readSweep } from './scenario/experiment/result.ts';
export {
  sensitivity,
  type MorrisSensitivity,
  type Sensitivity,
  type SensitivityOptions,
  type SensitivityResult,
  type SobolSensitivity,
} from './scenario/experiment/sensitivity.ts';
export {
  estimateOf,
  groupsOf,
  metricNames,
  pooledMoments,
  summariesOf,
  valueOf,
  type Estimate,
  type MetricStatistics,
  type PointSummary,
  type RowGroup,
  type RunRow,
} from './scenario/experiment/rows.ts';

// Calibration: parameters fitted to targets or data.
export { calibrate, type CalibrateOptions } from './scenario/calibration/calibrate.ts';
export { readCalibration, type CalibrationResult } from './scenario/calibration/result.ts';
export type { FittedParameter, FittedPoint, Finalist } from './scenario/calibration/outcome.ts';
export type { LossContext, LossFunction } from './scenario/calibration/loss.ts';
export type { NamedOptimizer, Optimizer, OptimizerFactory, SearchSpace } from './scenario/calibration/optimizer.ts';
