// Report: turns rows into Vega-Lite charts and a self-contained page, and draws charts to SVG and PNG without a browser.
// Pure and quiet: it returns text and bytes; it reads its own font and Vega's browser builds, and writes nothing.
// May import: errors, and the types of engine.

export type { Chart, Metric, Quantity, Row } from './chart.ts';
export { comparison, type ComparisonOptions } from './comparison.ts';
export { convergence, type ConvergenceOptions } from './convergence.ts';
export { type CurvesOptions, curvesChart } from './curves.ts';
export { decimate } from './decimate.ts';
export { distanceToBest, type DistanceOptions } from './distance-to-best.ts';
export { diversity, type DiversityOptions } from './diversity.ts';
export { fittedCurves, type FittedCurvesOptions } from './fitted-curves.ts';
export { histogram, type HistogramOptions } from './histogram.ts';
export { cellCentres, type Grid, landscape, type LandscapeOptions } from './landscape.ts';
export { type Cell, page, type PageOptions, type Section, type Table } from './page.ts';
export type { Theme } from './palette.ts';
export { parameterRecovery, type RecoveryOptions } from './parameter-recovery.ts';
export type { ProgressRow } from './progress.ts';
export { type Band, band, quantile } from './quantile.ts';
export { type Rendered, renderChart, type RenderOptions } from './render.ts';
export { roundForPeople } from './round.ts';
export { metricsByUnit, seriesOverTick, type SeriesOptions } from './series-over-tick.ts';
export { snapshot, type SnapshotOptions } from './snapshot.ts';
export { targetFit, type TargetFitOptions } from './target-fit.ts';
export { triedMap, triedSlice, type TriedAxis, type TriedMapOptions, type TriedSliceOptions } from './tried.ts';
export { speedup, type SpeedupOptions, type SpeedupRow } from './speedup.ts';
