// Checkpoints: the whole state as bytes that say what they are, and back. Who writes the file is no matter here.
// Imports arena, columns, errors and node:zlib.

import { crc32 } from 'node:zlib';
import { LabError } from '../errors.ts';
import type { Arena } from './arena.ts';
import { BYTES } from './columns.ts';
import { columnsWithId } from './layout.ts';

const MAGIC = 'SWARMLAB';
export const CHECKPOINT_FORMAT = 1;

interface Description {
  tick: number;
  phase: number;
  steps: number;
  /** whether the run was over */
  until: boolean;
  kinds: { name: string; count: number; nextId: number; columns: { name: string; type: string; size: number }[] }[];
  globals: string[];
  /** anything the caller keeps with the state */
  note: unknown;
}

/**
 * The state between two ticks: 8 bytes of magic, format version, length of a JSON description, the description, every column in
 * memory order (the order is part of what a resume needs), the globals, and a CRC-32 of all before it. Little-endian.
 */
export function encodeCheckpoint(arena: Arena, note: unknown = null): Uint8Array {
  const { header, spec } = arena;
  const description: Description = {
    tick: header.tick,
    phase: header.phase,
    steps: header.steps,
    until: header.until,
    kinds: spec.kinds.map((kind, k) => ({
      name: kind.name,
      count: header.count(k),
      nextId: header.nextId(k),
      columns: columnsWithId(kind),
    })),
    globals: [...spec.globals],
    note,
  };
  const json = new TextEncoder().encode(JSON.stringify(description));
  const sections: Uint8Array[] = [];
  spec.kinds.forEach((kind, k) => {
    const views = arena.now(k);
    for (const { name, size, type } of columnsWithId(kind)) {
      for (let plane = 0; plane < size; plane++) {
        const from = views[name].byteOffset + plane * arena.capacities.kinds[k] * BYTES[type];
        sections.push(new Uint8Array(views[name].buffer, from, header.count(k) * BYTES[type]));
      }
    }
  });
  sections.push(new Uint8Array(header.globals.buffer, header.globals.byteOffset, header.globals.byteLength));
  const bytes = new Uint8Array(16 + json.length + sections.reduce((sum, section) => sum + section.length, 0) + 4);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setUint32(8, CHECKPOINT_FORMAT, true);
  view.setUint32(12, json.length, true);
  bytes.set(json, 16);
  let at = 16 + json.length;
  for (const section of sections) {
    bytes.set(section, at);
    at += section.length;
  }
  view.setUint32(at, crc32(bytes.subarray(0, at)), true);
  return bytes;
}

/** Whether these bytes are a whole and undamaged checkpoint of this format. */
export function isCheckpoint(bytes: Uint8Array): boolean {
  if (bytes.length < 20 || new TextDecoder().decode(bytes.subarray(0, 8)) !== MAGIC) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(8, true) === CHECKPOINT_FORMAT && view.getUint32(bytes.length - 4, true) === crc32(bytes.subarray(0, -4));
}

/**
 * Put the state of a checkpoint into a world of the same shape, growing it where needed.
 *
 * @returns the note that was kept with it
 * @throws LabError E_CHECKPOINT when the bytes are damaged or of another format, E_CHANGED when they hold another model
 */
export function restoreCheckpoint(arena: Arena, bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = bytes.length >= 12 ? view.getUint32(8, true) : 0;
  if (found !== CHECKPOINT_FORMAT && bytes.length >= 12) {
    throw new LabError('E_CHECKPOINT', `the checkpoint has format ${found}, this version reads format ${CHECKPOINT_FORMAT}.`);
  }
  if (!isCheckpoint(bytes)) throw new LabError('E_CHECKPOINT', 'the checkpoint is damaged: its checksum does not fit.');
  const length = view.getUint32(12, true);
  const description = JSON.parse(new TextDecoder().decode(bytes.subarray(16, 16 + length))) as Description;
  refuseOtherModel(arena, description);
  description.kinds.forEach((kind, k) => arena.growKind(k, kind.count));
  const pending = arena.begin();
  pending.tick = description.tick;
  pending.phase = description.phase;
  pending.steps = description.steps;
  pending.until = description.until;
  let at = 16 + length;
  const memory = new Uint8Array(arena.memory.buffer);
  description.kinds.forEach((kind, k) => {
    pending.setCount(k, kind.count);
    pending.setNextId(k, kind.nextId);
    const views = arena.views(k, pending.parity(k));
    for (const { name, size, type } of columnsWithId(arena.spec.kinds[k])) {
      for (let plane = 0; plane < size; plane++) {
        const bytesLong = kind.count * BYTES[type];
        memory.set(bytes.subarray(at, at + bytesLong), views[name].byteOffset + plane * arena.capacities.kinds[k] * BYTES[type]);
        at += bytesLong;
      }
    }
  });
  new Uint8Array(pending.globals.buffer, pending.globals.byteOffset, pending.globals.byteLength).set(
    bytes.subarray(at, at + pending.globals.byteLength),
  );
  for (const { name, lasting } of arena.spec.scratch) if (lasting) arena.scratch(name).fill(0);
  arena.commit();
  return description.note;
}

function refuseOtherModel(arena: Arena, description: Description): void {
  const shape = (
    kinds: readonly { name: string; columns: readonly { name: string; type: string; size: number }[] }[],
    globals: readonly string[],
  ): string =>
    JSON.stringify([kinds.map(({ name, columns }) => [name, columns.map((column) => [column.name, column.type, column.size])]), globals]);
  const mine = shape(
    arena.spec.kinds.map((kind) => ({ name: kind.name, columns: columnsWithId(kind) })),
    arena.spec.globals,
  );
  if (shape(description.kinds, description.globals) !== mine) {
    throw new LabError(
      'E_CHANGED',
      'the checkpoint holds another model: its kinds, columns or globals differ from the scenario as it is now.',
    );
  }
}
