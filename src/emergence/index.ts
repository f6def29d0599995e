// The metrics: `import { polarization, transferEntropy } from 'swarmlab/emergence'`. Imports this folder.

export { found, nothing, type About, type Measured } from './measure.ts';
export { isingCriticalTemperature } from './exact.ts';
export { digamma, erfc, gammaP, gammaQ, lgamma } from './special.ts';

// order
export { polarization, speedPolarization } from './order/polarization.ts';
export { angularMomentum, milling } from './order/milling.ts';
export { nematicOrder } from './order/nematic.ts';
export { daido, kuramoto, kuramotoMean, rayleigh } from './order/kuramoto.ts';
export { localSynchrony } from './order/local-synchrony.ts';
export { binderCumulant, susceptibility } from './order/fluctuations.ts';
export { numberFluctuations } from './order/number-fluctuations.ts';
export { correlationLength, velocityCorrelation } from './order/correlation.ts';

// structure in space
export { meanNeighbours, neighbourCounts } from './structure/neighbours.ts';
export { clarkEvans, nearestDistance, nearestDistances } from './structure/nearest.ts';
export { clusterCount, clusters, largestClusterShare } from './structure/clusters.ts';
export { largestPatchShare, patches } from './structure/patches.ts';
export { radiusOfGyration } from './structure/gyration.ts';
export { meanPairDistance } from './structure/pair-distance.ts';
export { convexHullArea } from './structure/hull.ts';
export { pairCorrelation, ripleyK, ripleyL } from './structure/ripley.ts';
export { spatialEntropy, varianceToMean } from './structure/quadrats.ts';
export { boxCounting, boxDimension } from './structure/box-counting.ts';
export { localMoran, moran, moranI } from './structure/moran.ts';
export { geary, gearyC } from './structure/geary.ts';
export { joinCounts } from './structure/joins.ts';
export { percentSimilar, similarity } from './structure/similarity.ts';
export { dissimilarity, exposure, isolation, segregation, segregationEntropy, segregationGini } from './structure/segregation.ts';
export { gini, lorenzShares, theil } from './structure/inequality.ts';

// networks
export { graph, type Graph } from './networks/graph.ts';
export { proximity } from './networks/proximity.ts';
export { nearest } from './networks/nearest.ts';
export { averageClustering, localClustering, transitivity } from './networks/clustering.ts';
export { squareClustering } from './networks/square-clustering.ts';
export { attributeAssortativity, degreeAssortativity } from './networks/assortativity.ts';
export { componentSizes, components } from './networks/components.ts';
export { bestModularity } from './networks/communities.ts';
export { modularity } from './networks/modularity.ts';
export { averagePathLength, diameter, globalEfficiency } from './networks/paths.ts';
export { betweenness } from './networks/betweenness.ts';
export { pagerank } from './networks/pagerank.ts';
export { coreNumbers } from './networks/core-numbers.ts';
export { degreeDistribution, degreeHeterogeneity, density } from './networks/degrees.ts';
export { richClub } from './networks/rich-club.ts';
export { algebraicConnectivity, spectralRadius } from './networks/spectrum.ts';
export { smallWorldOmega, smallWorldSigma } from './networks/small-world.ts';
export { networkEffectiveInformation } from './networks/effective-information.ts';

// information, of symbols in bits
export { entropyOf, renyiEntropy, shannonEntropy, tsallisEntropy } from './information/discrete/entropy.ts';
export { blockEntropy, excessEntropy } from './information/discrete/block-entropy.ts';
export {
  activeInformation,
  entropyRate,
  localActiveInformation,
  predictiveInformation,
} from './information/discrete/active-information.ts';
export {
  conditionalMutualInformation,
  mutualInformation,
  mutualInformationPermutation,
  mutualInformationPValue,
} from './information/discrete/mutual-information.ts';
export {
  localTransferEntropy,
  transferEntropy,
  transferEntropyPermutation,
  transferEntropyPValue,
} from './information/discrete/transfer-entropy.ts';
export { transferEntropyMatrix } from './information/discrete/transfer-entropy-matrix.ts';
export { dualTotalCorrelation, oInformation, sInformation, totalCorrelation } from './information/discrete/multiplet.ts';
export { atThresholds, equalFrequency, equalWidth, relabel } from './information/discrete/discretise.ts';
export { machineComplexity, machineEntropyRate, machineExcessEntropy } from './information/discrete/epsilon-machine.ts';

// information, of numbers in nats
export {
  gaussianConditionalMutualInformation,
  gaussianEntropy,
  gaussianMutualInformation,
  gaussianMutualInformationPValue,
} from './information/continuous/gaussian.ts';
export {
  autoregressiveActiveInformation,
  gaussianActiveInformation,
  gaussianActiveInformationPValue,
  gaussianTransferEntropy,
  gaussianTransferEntropyPValue,
} from './information/continuous/gaussian-transfer.ts';
export { gaussianTransferEntropyMatrix } from './information/continuous/gaussian-transfer-matrix.ts';
export {
  gaussianDualTotalCorrelation,
  gaussianOInformation,
  gaussianSInformation,
  gaussianTotalCorrelation,
} from './information/continuous/gaussian-multiplet.ts';
export {
  ksgConditionalMutualInformation,
  ksgLocalMutualInformation,
  ksgMutualInformation,
  ksgMutualInformationTest,
  ksgTotalCorrelation,
} from './information/continuous/ksg-information.ts';
export {
  ksgActiveInformation,
  ksgLocalActiveInformation,
  ksgLocalTransferEntropy,
  ksgTransferEntropy,
  ksgTransferEntropyTest,
} from './information/continuous/ksg-transfer.ts';
export { kozachenkoLeonenkoEntropy } from './information/continuous/kozachenko-leonenko.ts';
export { boxKernelTransferEntropy } from './information/continuous/box-kernel.ts';
export { symbolicTransferEntropy } from './information/continuous/symbolic.ts';
export { chiSquareTail, falseDiscovery, normalTail, permutationTest } from './information/significance.ts';

// emergence proper
export { effectiveInformation, effectivenessOf } from './causal/effective-information.ts';
export { causalEmergence, macroMatrix } from './causal/coarse-graining.ts';
export { transitionMatrix } from './causal/transition-matrix.ts';
export { emergenceCriteria, emergenceCriteriaTest } from './causal/emergence-criteria.ts';
export { phiId, phiIdOf } from './causal/phi-id.ts';

// complexity of a series
export { permutationEntropy, weightedPermutationEntropy } from './series/permutation-entropy.ts';
export { statisticalComplexity } from './series/statistical-complexity.ts';
export { missingPatterns } from './series/missing-patterns.ts';
export { multiscaleEntropy, sampleEntropy } from './series/sample-entropy.ts';
export { approximateEntropy } from './series/approximate-entropy.ts';
export { aboveMedian, lempelZiv } from './series/lempel-ziv.ts';
export { svdEntropy } from './series/svd-entropy.ts';
export { periodogram, spectralEntropy } from './series/spectral-entropy.ts';
export { higuchi } from './series/higuchi.ts';
export { katz } from './series/katz.ts';
export { hjorth } from './series/hjorth.ts';
export { detrendedFluctuation } from './series/detrended-fluctuation.ts';
export { correlationDimension } from './series/correlation-dimension.ts';
export { autocorrelation, correlatedMean } from './series/autocorrelation.ts';

// criticality and change
export { powerLaw } from './criticality/power-law.ts';
export { goodness } from './criticality/goodness.ts';
export { likelihoodRatio } from './criticality/likelihood-ratio.ts';
export { avalanches, eventAvalanches } from './criticality/avalanches.ts';
export { crackling } from './criticality/crackling.ts';
export { earlyWarning } from './criticality/early-warning.ts';
export { kendall } from './criticality/kendall.ts';
export { changePoints } from './criticality/change-points.ts';
export { susceptibilityPeak } from './criticality/susceptibility-peak.ts';
export { binderCrossing } from './criticality/binder-crossing.ts';
export { orderDrop } from './criticality/order-drop.ts';
export { criticalCurve } from './criticality/critical-curve.ts';
export { hysteresis } from './criticality/hysteresis.ts';
export { mapLyapunov, rescaledLyapunov, rosenstein, twinLyapunov } from './criticality/lyapunov.ts';

// swarms
export { convergenceRate, stagnationLength } from './swarm/convergence.ts';
export { diversity } from './swarm/diversity.ts';
export { exploration } from './swarm/exploration.ts';
