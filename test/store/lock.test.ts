import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Disk } from '../../src/store/disk.ts';
import { lockFolder, lockOwner } from '../../src/store/lock.ts';
import { child } from './child.ts';
import { interruptedDisk } from './failing-disk.ts';
import { temporaryFolder } from './temporary-folder.ts';

vi.setConfig({ testTimeout: 60_000 }); // many fsyncs: slow on a busy disk

/** The lock of a process that is gone: a real one, killed while it held it. */
async function deadLock(folder: string): Promise<void> {
  const owner = child('lock-taker.ts', folder, 'dead');
  await owner.line();
  owner.process.stdin.write('go\n');
  expect(await owner.line()).toBe('won');
  await owner.kill();
  expect(existsSync(join(folder, 'lock'))).toBe(true);
}

test('a folder that a live process holds is refused, naming the process and its command', async () => {
  const folder = temporaryFolder();
  const owner = child('lock-taker.ts', folder, 'one');
  await owner.line();
  owner.process.stdin.write('go\n');
  expect(await owner.line()).toBe('won');
  expect(() => lockFolder(folder, 'two')).toThrow(
    expect.objectContaining({ code: 'E_LOCKED', message: expect.stringMatching(`process ${owner.process.pid} \\(taker one\\)`) }),
  );
  expect(lockOwner(folder)).toMatchObject({ alive: true, owner: { pid: owner.process.pid } });
});

test('the lock of a killed process is taken over', async () => {
  const folder = temporaryFolder();
  await deadLock(folder);
  expect(lockOwner(folder)?.alive).toBe(false);
  const lock = lockFolder(folder, 'two');
  expect(lockOwner(folder)).toMatchObject({ alive: true, owner: { pid: process.pid, command: 'two' } });
  lock.release();
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test('of many processes that want a lock at once, free or left by a dead one, exactly one wins', async () => {
  for (const dead of [false, true, true, true]) {
    const folder = temporaryFolder();
    if (dead) await deadLock(folder);
    const takers = Array.from({ length: 5 }, (_, i) => child('lock-taker.ts', folder, String(i)));
    for (const taker of takers) await taker.line();
    for (const taker of takers) taker.process.stdin.write('go\n');
    const answers = await Promise.all(takers.map((taker) => taker.line()));
    expect(
      answers.filter((answer) => answer === 'won'),
      answers.join('; '),
    ).toHaveLength(1);
    expect(answers.filter((answer) => answer?.startsWith('E_LOCKED'))).toHaveLength(4);
    expect(lockOwner(folder)?.owner.command).toBe(`taker ${answers.indexOf('won')}`);
    await Promise.all(takers.map((taker) => taker.kill()));
  }
}, 60_000);

test('a taker that is overtaken by another at any of its steps never wins beside it', async () => {
  const dead = temporaryFolder();
  await deadLock(dead);
  const text = readFileSync(join(dead, 'lock'), 'utf8');
  const { token } = JSON.parse(text);
  const gate = text.replace(token, 'fedcba9876543210'); // of an earlier taker that died in between
  for (const files of [{}, { lock: text }, { lock: text, [`lock.${token}`]: gate }, { lock: '' }]) {
    for (const releases of [false, true]) {
      let reached = true;
      for (let call = 0; reached; call++) {
        reached = false;
        const folder = temporaryFolder();
        for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
        const winners: string[] = [];
        const take = (name: string, disk?: Disk): void => {
          try {
            const lock = lockFolder(folder, name, disk);
            if (releases && name === 'fast') lock.release();
            else winners.push(name);
          } catch (error) {
            expect(error).toMatchObject({ code: 'E_LOCKED' });
          }
        };
        take(
          'slow',
          interruptedDisk(call, () => {
            reached = true;
            take('fast');
          }),
        );
        expect(winners, `${Object.keys(files)} ${releases} call ${call}`).toHaveLength(1);
        expect(lockOwner(folder)?.owner.command).toBe(winners[0]);
      }
    }
  }
});

test('a process that got the number of the dead owner is not taken for it', () => {
  const folder = temporaryFolder();
  lockFolder(folder, 'one');
  const lock = JSON.parse(readFileSync(join(folder, 'lock'), 'utf8'));
  if (lock.started === null) return; // no /proc here: the number is all there is
  writeFileSync(join(folder, 'lock'), JSON.stringify({ ...lock, started: '1' }));
  expect(lockOwner(folder)?.alive).toBe(false);
  writeFileSync(join(folder, 'lock'), JSON.stringify({ ...lock, boot: 'another boot' }));
  expect(lockOwner(folder)?.alive).toBe(false);
  lockFolder(folder, 'two').release();
});

test('a lock from another machine is respected, and the message says how to remove it', () => {
  const folder = temporaryFolder();
  const owner = { token: '0123456789abcdef', pid: 1, started: null, boot: null, host: `not-${hostname()}`, command: 'run' };
  writeFileSync(join(folder, 'lock'), JSON.stringify(owner));
  expect(() => lockFolder(folder, 'two')).toThrow(
    expect.objectContaining({ code: 'E_LOCKED', message: expect.stringMatching(/remove .*lock/) }),
  );
});

test('a damaged lock, as a power cut may leave, is taken over, and so is a takeover that was cut short', async () => {
  const folder = temporaryFolder();
  for (const text of ['', '{', 'null', '{"pid":-1}']) {
    writeFileSync(join(folder, 'lock'), text);
    lockFolder(folder, 'two').release();
  }
  await deadLock(folder);
  const lock = readFileSync(join(folder, 'lock'), 'utf8');
  const { token } = JSON.parse(lock);
  writeFileSync(join(folder, `lock.${token}`), lock.replace(token, 'fedcba9876543210')); // a taker that died holding the gate
  lockFolder(folder, 'three').release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a draft that a kill has torn is cleared away by the next owner', () => {
  const folder = temporaryFolder();
  const draft = join(folder, `lock.${'a'.repeat(16)}.tmp`);
  writeFileSync(draft, '{"tok');
  const lock = lockFolder(folder, 'test');
  expect(existsSync(draft)).toBe(false);
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
});
