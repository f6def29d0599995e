// Envelope of the engine's workers.
export { runParty as default } from '../src/engine/party.ts';
