import { FingerprintSet, KEYS, type AuditEvent, type Consumer } from '../model/index.ts';

/** Remembers the issues that an audit finds, so that those of another can be compared with them. */
export class IssueMemory implements Consumer {
  readonly name = 'memory of issues';
  readonly wish = KEYS;
  /** Of checks that gave an answer. */
  readonly #byCheck = new Map<string, FingerprintSet>();

  hear(event: AuditEvent): void {
    if (event.type === 'check-started' && event.check.severity !== 'info') this.#byCheck.set(event.check.id, new FingerprintSet());
    if (event.type === 'keys' && !event.acknowledged) {
      for (const { fingerprint } of event.findings) this.#byCheck.get(event.check.id)?.add(fingerprint);
    }
    if (event.type === 'check-finished' && event.result.count === null) this.#byCheck.delete(event.result.check.id);
  }

  /** How many of these issues the other audit did not find, of the checks that gave an answer in both: nobody knows of the others. */
  without(other: IssueMemory): number {
    return [...this.#byCheck].reduce((sum, [check, issues]) => {
      const theirs = other.#byCheck.get(check);
      return theirs === undefined ? sum : sum + issues.without(theirs);
    }, 0);
  }
}
