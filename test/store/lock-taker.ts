// A process that tries to lock the folder in its first argument, prints `won` or the error, and holds on until its input ends.
import { LabError } from '../../src/errors.ts';
import { lockFolder } from '../../src/store/lock.ts';

process.stdout.write('ready\n');
process.stdin.once('data', () => {
  try {
    lockFolder(process.argv[2], `taker ${process.argv[3]}`);
    process.stdout.write('won\n');
  } catch (error) {
    process.stdout.write(error instanceof LabError ? `${error.code} ${error.message}\n` : `${error}\n`);
  }
});
process.stdin.once('end', () => process.exit());
