import fc from 'fast-check';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { realDisk } from '../../src/store/disk.ts';
import { EventLog, readEvents } from '../../src/store/event-log.ts';
import { temporaryFolder } from './temporary-folder.ts';

vi.setConfig({ testTimeout: 60_000 }); // many fsyncs: slow on a busy disk

test('cut anywhere, the file opens with every whole line and goes on from there', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'events.ndjson');
  const events = [
    { tick: 1, type: 'fault', text: 'größer\n"😀' },
    { tick: 2, type: 'timeout' },
    { tick: 2, type: 'timeout', agent: 3 },
  ];
  const log = new EventLog(folder);
  for (const event of events) log.append(event);
  expect(log.readAll()).toEqual(events);
  log.flush();
  const whole = readFileSync(path);
  const ends = [...whole.keys()].filter((i) => whole[i] === 10).map((i) => i + 1);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: whole.length }), (cut) => {
      writeFileSync(path, whole.subarray(0, cut));
      const count = ends.filter((end) => end <= cut).length;
      expect(readEvents(folder)).toEqual(events.slice(0, count));
      const again = new EventLog(folder);
      again.append({ tick: 9, type: 'fault' });
      again.flush();
      expect(readEvents(folder)).toEqual([...events.slice(0, count), { tick: 9, type: 'fault' }]);
    }),
    { numRuns: 200 },
  );
});

test('a torn line longer than the block it is looked for in is cut off', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'events.ndjson'), `{"tick":1,"type":"fault"}\n${'x'.repeat(200_000)}`);
  expect(new EventLog(folder).readAll()).toEqual([{ tick: 1, type: 'fault' }]);
  expect(readFileSync(join(folder, 'events.ndjson'), 'utf8')).toHaveLength(26);
});

test('a resume drops what it will see again and keeps, in order, what it must repeat', () => {
  const event = fc.record({ tick: fc.integer({ min: 0, max: 9 }), type: fc.constantFrom('fault', 'timeout') });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 12 }), fc.integer({ min: 0, max: 9 }), (events, tick) => {
      const folder = temporaryFolder();
      const log = new EventLog(folder);
      for (const each of events) log.append(each);
      const later = log.dropAfter(tick, ({ type }) => type === 'timeout');
      expect(later).toEqual(events.filter((each) => each.tick > tick && each.type === 'timeout'));
      expect(readEvents(folder)).toEqual(events.filter((each) => each.tick <= tick || each.type === 'timeout'));
      expect(log.dropAfter(tick, ({ type }) => type === 'timeout')).toEqual(later);
      log.append({ tick: 10, type: 'fault' });
      log.flush();
      expect(readEvents(folder)).toHaveLength(log.readAll().length);
    }),
    { numRuns: 60 },
  );
});

test('a damaged line in the middle is named', () => {
  const folder = temporaryFolder();
  const log = new EventLog(folder);
  log.append({ tick: 1, type: 'fault' });
  log.flush();
  appendFileSync(log.path, 'what\n{"tick":2,"type":"fault"}\n');
  expect(() => readEvents(folder)).toThrow(expect.objectContaining({ code: 'E_FORMAT', message: expect.stringMatching(/line 2 .*what/) }));
});

test('a run without events has none', () => {
  expect(readEvents(temporaryFolder())).toEqual([]);
});

test('a torn line that could not be taken back at once is cut off before the next one is written', () => {
  const folder = temporaryFolder();
  let full = true;
  const fail = (): never => {
    throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
  };
  const write = (file: number, bytes: Uint8Array): number =>
    full ? (realDisk.write(file, bytes.subarray(0, 9)), fail()) : realDisk.write(file, bytes);
  const log = new EventLog(folder, { ...realDisk, write, truncate: (file, length) => (full ? fail() : realDisk.truncate(file, length)) });
  log.append({ tick: 1, type: 'fault' });
  expect(() => log.flush()).toThrow(expect.objectContaining({ code: 'E_DISK' }));
  full = false;
  log.flush();
  expect(readEvents(folder)).toEqual([{ tick: 1, type: 'fault' }]);
});
