// Envelope of the threads that evaluate a user's objective.
export { runEvaluations as default } from '../src/swarm/evaluation-task.ts';
