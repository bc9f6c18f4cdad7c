import type { Reporter, TestCase } from 'vitest/node';

/** Names at the end of a run the tests that passed only when they were tried again: none of them is hidden, each is a fault to mend. */
export default class SecondTries implements Reporter {
  readonly #names: string[] = [];

  onTestCaseResult(test: TestCase): void {
    const tries = test.diagnostic()?.retryCount ?? 0;
    if (tries > 0 && test.result().state === 'passed') this.#names.push(`${test.module.relativeModuleId} > ${test.fullName}`);
  }

  onTestRunEnd(): void {
    if (this.#names.length === 0) return;
    process.stdout.write(`\n Passed only when tried again, each a fault to mend:\n${this.#names.map((name) => `   ${name}\n`).join('')}`);
  }
}
