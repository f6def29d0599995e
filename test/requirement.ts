// What a test needs from the machine: a program, a privilege. Without it the test is skipped and says so; where everything has to
// be there (SWARMLAB_REQUIRE_ALL=1, as in .ci/run) it fails instead.

/**
 * True when the tests that need `what` are to be skipped; use as `test.skipIf(lacking('Chromium', …))`.
 *
 * @throws Error when it is not there although everything has to be
 */
export function lacking(what: string, present: boolean): boolean {
  if (present) return false;
  if (process.env.SWARMLAB_REQUIRE_ALL === '1') throw new Error(`${what} is not on this machine, and SWARMLAB_REQUIRE_ALL=1 asks for it.`);
  process.stderr.write(`skipped: tests that need ${what}, which is not on this machine\n`);
  return true;
}
