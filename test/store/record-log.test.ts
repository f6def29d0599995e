import fc from 'fast-check';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetMetadata } from 'hyparquet';
import { expect, test } from 'vitest';
import { readRecords, RecordLog } from '../../src/store/record-log.ts';
import type { RecordBlock } from '../../src/store/record-log.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function blocksIn(folder: string, kind: string | null = null): Promise<RecordBlock[]> {
  const blocks = [];
  for await (const block of readRecords(folder, kind)) blocks.push(block);
  return blocks;
}

function blockOf(tick: number, agents: number): RecordBlock {
  const values = Array.from({ length: agents }, (_, i) => i - tick);
  return {
    tick,
    ids: Uint32Array.from(values, (_, i) => 2 ** 32 - 1 - i),
    columns: {
      x_0: Float32Array.from(values),
      y: Float64Array.from(values, (v) => v / 3),
      state: Int32Array.from(values),
      age: Uint32Array.from(values),
      alive: Uint8Array.from(values),
    },
  };
}

test('blocks come back as they were, in their types, whatever was flushed, dropped, closed and opened again', async () => {
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('append' as const),
        gap: fc.integer({ min: 1, max: 4 }),
        agents: fc.integer({ min: 0, max: 9 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('flush' as const, 'reopen' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), tick: fc.integer({ min: 0, max: 40 }) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const folder = temporaryFolder();
      let log = new RecordLog(folder);
      let plain: RecordBlock[] = [];
      for (const next of steps) {
        if (next.do === 'append') {
          const block = blockOf(log.lastTick + next.gap, next.agents);
          log.append(block);
          if (next.agents > 0) plain.push(block);
        } else if (next.do === 'drop') {
          await log.dropAfter(next.tick);
          plain = plain.filter(({ tick }) => tick <= next.tick);
        } else {
          log.flush();
          if (next.do === 'reopen') {
            await log.close();
            log = new RecordLog(folder);
          }
        }
      }
      log.flush();
      expect(await blocksIn(folder)).toEqual(plain);
    }),
    { numRuns: 40 },
  );
}, 60_000);

test('columns keep their types in Parquet, and small recordings end in one file', async () => {
  const folder = temporaryFolder();
  const log = new RecordLog(folder);
  for (let tick = 0; tick < 3; tick++) {
    log.append(blockOf(tick, 70_000)); // more than a row group
    log.flush();
  }
  await log.close();
  expect(readdirSync(folder)).toEqual(['records.parquet']);
  const bytes = readFileSync(join(folder, 'records.parquet'));
  const { schema } = parquetMetadata(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  expect(schema.slice(1).map(({ name, type }) => `${name} ${type}`)).toEqual([
    'tick INT64',
    'id INT64',
    'x_0 FLOAT',
    'y DOUBLE',
    'state INT32',
    'age INT64',
    'alive INT32',
  ]);
  expect(await blocksIn(folder)).toEqual([0, 1, 2].map((tick) => blockOf(tick, 70_000)));
}, 60_000);

test('an appended block does not follow the world that goes on', async () => {
  const folder = temporaryFolder();
  const log = new RecordLog(folder);
  const block = blockOf(1, 3);
  log.append(block);
  block.columns['x_0'].fill(0);
  block.ids.fill(0);
  await log.close();
  expect(await blocksIn(folder)).toEqual([blockOf(1, 3)]);
});

test('blocks are written by themselves before they fill the memory', () => {
  const folder = temporaryFolder();
  const log = new RecordLog(folder);
  const ids = new Uint32Array(1_200_000);
  log.append({ tick: 1, ids, columns: { x: new Float64Array(ids.length) } }); // 14 MB
  log.append({ tick: 2, ids, columns: { x: new Float64Array(ids.length) } });
  expect(existsSync(join(folder, 'records'))).toBe(false);
  log.append({ tick: 3, ids, columns: { x: new Float64Array(ids.length) } });
  expect(readdirSync(join(folder, 'records'))).toEqual(['part-000001.parquet']);
}, 60_000);

test('two kinds of agents are recorded side by side', async () => {
  const folder = temporaryFolder();
  for (const kind of ['wolf', 'sheep/lamb']) {
    const log = new RecordLog(folder, kind);
    log.append({ tick: 1, ids: Uint32Array.of(7), columns: { [kind]: Int32Array.of(-1) } });
    await log.close();
  }
  expect(await blocksIn(folder, 'wolf')).toEqual([{ tick: 1, ids: Uint32Array.of(7), columns: { wolf: Int32Array.of(-1) } }]);
  expect(await blocksIn(folder, 'sheep/lamb')).toHaveLength(1);
});

test('other columns than before are refused, also after the log was opened again', () => {
  const folder = temporaryFolder();
  const log = new RecordLog(folder);
  log.append({ tick: 1, ids: Uint32Array.of(1), columns: { x: Float32Array.of(1) } });
  log.flush();
  const columns = { x: Float64Array.of(1) };
  for (const again of [log, new RecordLog(folder)]) {
    expect(() => again.append({ tick: 2, ids: Uint32Array.of(1), columns })).toThrow(
      expect.objectContaining({ code: 'E_COLUMN', message: expect.stringMatching(/x f32.*x f64/) }),
    );
  }
  expect(() => new RecordLog(temporaryFolder()).append({ tick: 2, ids: Uint32Array.of(1), columns: { id: Float64Array.of(1) } })).toThrow(
    expect.objectContaining({ code: 'E_COLUMN' }),
  );
});
