import { printable, type Change } from '../model/index.ts';

/** So many lines of a plan are shown as a whole before the question. */
const WHOLE = 30;
/** Of a longer plan, so many lines of each check. */
const FIRST = 3;

/** Gathers what is going to be written, so that a person sees it before the question: memory does not grow with the plan. */
export class PlannedChanges {
  readonly #lines: string[] = [];
  readonly #byCheck = new Map<string, { count: number; readonly first: string[] }>();
  #count = 0;

  readonly show = (changes: readonly Change[]): void => {
    for (const change of changes) {
      const of = this.#byCheck.get(change.check) ?? { count: 0, first: [] };
      this.#byCheck.set(change.check, of);
      for (const { plan } of change.words) {
        const line = lineOf(plan, change);
        this.#count += 1;
        of.count += 1;
        if (this.#lines.length < WHOLE) this.#lines.push(line);
        if (of.first.length < FIRST) of.first.push(line);
      }
    }
  };

  /**
   * All of a short plan; of a longer one the first lines of each check.
   *
   * @param whole the command that shows all of it
   */
  lines(whole: string): readonly string[] {
    if (this.#count === 0) return [];
    if (this.#count <= WHOLE) return ['What would be written:', ...this.#lines];
    const parts = [...this.#byCheck].flatMap(([check, { count, first }]) => [
      printable(`${check}: ${count}`),
      ...first,
      ...(count > first.length ? [`  … and ${count - first.length} more`] : []),
    ]);
    return [`What would be written, ${this.#count} steps; all of them: ${whole}`, ...parts];
  }
}

function lineOf(plan: string, { status, reason }: Change): string {
  return status === 'skipped' ? printable(`  left alone: ${plan} (${reason ?? ''})`) : printable(`  ${plan}`);
}
