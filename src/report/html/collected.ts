import {
  sentencesOf,
  type AuditEvent,
  type Change,
  type CheckResult,
  type CheckSummary,
  type Finding,
  type PlanFacts,
} from '../../model/index.ts';
import { changeRow, type ChangeRow } from './change-row.ts';
import type { Fate, FindingRow } from './finding-row.ts';
import { packFinding } from './packed-finding.ts';
import { Rest } from './rest.ts';
import { changeRowOf, findingRowOf } from './rows.ts';

/** Rows of each check, and changes, that stand in the page itself: they are read and printed without scripts. */
const SHOWN = 200;
/** Findings that a page holds at most, and the letters that rows in the page, and packed rows after it, may take: it stays below 25 MB. */
const MOST_FINDINGS = 100_000;
const MOST_SHOWN_LETTERS = 6_000_000;
const MOST_PACKED_LETTERS = 16_000_000;

/** What a run told of one check, as far as the page shows it. */
export interface CollectedCheck {
  readonly rows: FindingRow[];
  /** Those that are acknowledged: they stand last. */
  readonly known: FindingRow[];
  /** Rows that are drawn by a script. */
  rest: number;
  /** Findings for which the page has no room. */
  left: number;
  result: CheckResult | null;
}

/** Hears a run, and keeps as much of it as stands in the page; what is drawn later is handed on at once. */
export class Collected {
  readonly checks = new Map<string, CollectedCheck>();
  readonly changes: ChangeRow[] = [];
  readonly notes: string[] = [];
  plan: PlanFacts | null = null;
  /** Changes that are drawn by a script, and such for which the page has no room. */
  restChanges = 0;
  leftChanges = 0;
  #sentenceOf = sentencesOf([]);
  readonly #rest = new Rest();
  readonly #still = new Set<string>();
  readonly #leave: (finding: Finding, check: CheckSummary) => void;
  #known: FindingRow[] = [];
  #findings = 0;
  #shownLetters = 0;
  #packedLetters = 0;

  /** @param leave is told of each finding for which the page has no room */
  constructor(leave: (finding: Finding, check: CheckSummary) => void) {
    this.#leave = leave;
  }

  /** What this adds to the packed rows; often empty. */
  hear(event: AuditEvent): string {
    switch (event.type) {
      case 'run-started':
        this.#sentenceOf = sentencesOf(event.run.checks);
        return '';
      case 'check-started':
        this.checks.set(event.check.id, { rows: [], known: [], rest: 0, left: 0, result: null });
        return '';
      case 'findings':
        return this.#packed(event.findings.map((finding) => this.#met(finding, event.check)).join(''));
      case 'acknowledged':
        for (const finding of event.findings) this.#meetKnown(finding, event.check);
        return '';
      case 'check-finished':
        return this.#packed(this.#finished(event.result));
      case 'still-there':
        return this.#packed(event.findings.map(({ check, fingerprint }) => this.#stillThere(check, fingerprint)).join(''));
      case 'changes':
        return this.#packed(event.changes.map((change) => this.#changed(change)).join(''));
      case 'plan-made':
        this.plan = event.plan;
        return '';
      case 'note':
        this.notes.push(event.text);
        return '';
      case 'run-finished':
        return this.#rest.flush();
      default:
        return '';
    }
  }

  /** What became of the finding of a row. */
  fateOf({ fingerprint, isKnown }: FindingRow, after: CheckResult | undefined): Fate {
    if (after === undefined || after.count === null || isKnown) return null;
    return this.#still.has(fingerprint) ? 'remains' : 'fixed';
  }

  #packed(text: string): string {
    this.#packedLetters += text.length;
    return text;
  }

  #of(check: CheckSummary): CollectedCheck {
    const collected = this.checks.get(check.id);
    if (collected === undefined) throw new Error(`findings of ${check.id} before it started`);
    return collected;
  }

  #met(finding: Finding, check: CheckSummary): string {
    const collected = this.#of(check);
    const room = this.#roomFor(finding, collected.rows);
    if (room.isShown) collected.rows.push(room.row);
    else if (this.#hasRoom()) {
      collected.rest++;
      return this.#rest.add(check.id, packFinding(room.row));
    } else {
      collected.left++;
      this.#leave(finding, check);
    }
    return '';
  }

  #meetKnown(finding: Finding, check: CheckSummary): void {
    const collected = this.#of(check);
    const room = this.#roomFor(finding, collected.known);
    if (room.isShown) collected.known.push(room.row);
    else if (this.#hasRoom()) this.#known.push(room.row);
    else {
      collected.left++;
      this.#leave(finding, check);
    }
  }

  #roomFor(finding: Finding, shown: readonly FindingRow[]): { readonly row: FindingRow; readonly isShown: boolean } {
    const row = findingRowOf(finding, this.#sentenceOf(finding));
    this.#findings++;
    if (shown.length >= SHOWN || this.#shownLetters > MOST_SHOWN_LETTERS) return { row, isShown: false };
    // Each text stands in the row once or twice, among some markup.
    this.#shownLetters += JSON.stringify(row).length * 2 + 800;
    return { row, isShown: true };
  }

  #hasRoom(): boolean {
    return this.#findings <= MOST_FINDINGS && this.#packedLetters < MOST_PACKED_LETTERS;
  }

  /** Those that are acknowledged come last, however the run told of them. */
  #finished(result: CheckResult): string {
    const collected = this.#of(result.check);
    collected.result = result;
    collected.rest += this.#known.length;
    const text = this.#known.map((row) => this.#rest.add(result.check.id, packFinding(row))).join('');
    this.#known = [];
    return text;
  }

  /** Of a row that stands in the page it is remembered, of others it is told behind them. */
  #stillThere(check: string, fingerprint: string): string {
    const collected = this.checks.get(check);
    if (collected === undefined) return '';
    if (collected.rows.some((row) => row.fingerprint === fingerprint)) this.#still.add(fingerprint);
    return collected.rest === 0 ? '' : this.#rest.add('still', fingerprint);
  }

  #changed(change: Change): string {
    const row = changeRowOf(change);
    if (this.changes.length < SHOWN && this.#shownLetters <= MOST_SHOWN_LETTERS) {
      this.#shownLetters += changeRow(row).text.length;
      this.changes.push(row);
    } else if (this.#packedLetters < MOST_PACKED_LETTERS) {
      this.restChanges++;
      return this.#rest.add('changes', row);
    } else this.leftChanges++;
    return '';
  }
}
