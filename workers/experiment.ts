// Envelope of the threads that run experiments.
export { runThreadTask as default } from '../src/scenario/experiment/thread.ts';
