// The store: run folders and everything in them. The only layer, with the command line, the cluster and the server, that writes files.
// May import errors and what stands above it in the house; imports no layer of the lab so far.
// Every file appears whole or not at all, or is only appended to; what a kill leaves behind opens.
export { CHECKPOINTS_KEPT, dropCheckpointsAfter, latestCheckpoint, listCheckpoints, writeCheckpoint } from './checkpoints.ts';
export type { Checkpoint } from './checkpoints.ts';
export { saveReport } from './charts.ts';
export type { ChartFiles, ReportFiles } from './charts.ts';
export { EventLog, readEvents } from './event-log.ts';
export type { RunEvent } from './event-log.ts';
export { lockOwner } from './lock.ts';
export type { FolderLock, LockOwner } from './lock.ts';
export { machine } from './machine.ts';
export type { Machine } from './machine.ts';
export { MANIFEST_FORMAT, readManifest, writeManifest } from './manifest.ts';
export type { Manifest, RunStatus } from './manifest.ts';
export { MetricLog, readMetrics } from './metric-log.ts';
export type { MetricRow } from './metric-log.ts';
export { readRecords, RecordLog } from './record-log.ts';
export type { RecordBlock, RecordValues } from './record-log.ts';
export { defaultRunPath, openRunFolder } from './run-folder.ts';
export type { OpenOptions, RunFolder } from './run-folder.ts';
export { listRuns, statusNow } from './runs.ts';
export type { RunSummary } from './runs.ts';
export { writeWhole as writeFileWhole } from './atomic-file.ts';
export { defaultExperimentPath, openExperimentFolder } from './experiment-folder.ts';
export { EXPERIMENT_FORMAT, isExperiment, readExperiment, writeExperiment } from './experiment-manifest.ts';
export type { ExperimentAxis, ExperimentManifest } from './experiment-manifest.ts';
export { readRunRows, RunRows } from './experiment-rows.ts';
export type { MetricStatistics, RunRow } from './experiment-rows.ts';
export { writeRunTables } from './experiment-table.ts';
export {
  CALIBRATION_FORMAT,
  isCalibration,
  openCalibrationFolder,
  readCalibrationManifest,
  writeCalibrationManifest,
} from './calibration-manifest.ts';
export type { CalibrationAxis, CalibrationData, CalibrationManifest, CalibrationTarget } from './calibration-manifest.ts';
export { writeCandidates } from './candidates-table.ts';
export type { CandidateRow } from './candidates-table.ts';
export { readText } from './text-file.ts';
