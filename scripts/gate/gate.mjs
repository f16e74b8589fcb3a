// What held and what did not, over all stages, and the verdict at the end.
import { INSTALL_COMMAND, missingPackages } from '../missing-tools.mjs';

/** Counts checks and tests. */
export class Gate {
  passed = 0;
  failed = 0;
  /** Tests that ran, whether they passed or not. */
  tests = 0;
  /** Reasons of skips, and how many tests each of them kept from running. */
  skips = new Map();
  failures = [];

  /** Does one piece of work; it holds when it gives nothing or 0, and does not when it gives a text or throws. */
  async check(what, work) {
    console.log(`\n== ${what}`);
    return this.#judge(what, work);
  }

  /** The same for some at once that print nothing by themselves; each gives `{ status, output }`. */
  async checkTogether(checks) {
    await Promise.all(
      Object.entries(checks).map(async ([what, start]) => {
        const { status, output } = await start();
        console.log(`\n== ${what}${output === '' ? '' : `\n${output.trimEnd()}`}`);
        await this.#judge(what, () => status);
      }),
    );
  }

  skip(reason, count) {
    this.skips.set(reason, (this.skips.get(reason) ?? 0) + count);
  }

  fail(what) {
    this.failed += 1;
    this.failures.push(what);
  }

  async #judge(what, work) {
    let problem;
    try {
      problem = await work();
    } catch (error) {
      problem = error.message;
    }
    if (problem === undefined || problem === 0) {
      this.passed += 1;
      return true;
    }
    const why = typeof problem === 'string' ? `: ${problem}` : '';
    console.log(`FAILED ${what}${why}`);
    this.fail(`${what}${why}`);
    return false;
  }

  /** Prints what failed, what was skipped and why, and last of all the numbers. */
  printVerdict() {
    const skipped = [...this.skips.values()].reduce((a, b) => a + b, 0);
    console.log('');
    for (const failure of this.failures) console.log(`failed: ${failure}`);
    for (const [reason, count] of [...this.skips].sort()) console.log(`skipped ${count}: ${reason}`);
    const packages = missingPackages();
    if (packages.length > 0 && skipped + this.failed > 0)
      console.log(`to install what is missing: ${INSTALL_COMMAND} (on Debian; ${packages.join(', ')})`);
    console.log(`${this.passed} passed, ${this.failed} failed, ${skipped} skipped`);
  }
}
