import type { AuditRequest } from '../audit/index.ts';
import type { Check } from '../checks/index.ts';
import type { Clock } from '../clock.ts';
import type { DatabaseAddress } from '../database/index.ts';
import { minuteOf } from '../model/index.ts';
import { compareLive, comparisonFlaws, type Comparison } from './against/compare-live.ts';
import { auditRestored, type Audited, type Heard } from './audit-restored.ts';
import type { Flaw } from './flaw.ts';
import { inventory, type TableContent } from './inventory.ts';
import { sourceText } from './obtain.ts';
import { BackupTrouble } from './trouble.ts';
import { backupVerdict, type BackupVerdict } from './verdict.ts';
import { withRestored, type Learnt, type RestorePorts, type RestoreWish } from './with-restored.ts';

/** What is to be verified, and how. */
export interface BackupWish extends RestoreWish {
  /** Milliseconds that the newest row may be old; null for any age. */
  readonly maxAge: number | null;
  readonly request: AuditRequest;
  /** The live database to compare it with; null for none. */
  readonly against: DatabaseAddress | null;
}

/** What the program around lends. */
export interface BackupPorts extends RestorePorts {
  readonly ownChecks: readonly Check[];
  readonly clock: Clock;
}

/** All that was learnt of a backup. */
export interface VerifiedBackup extends BackupVerdict {
  readonly path: string;
  readonly bytes: number;
  /** What it is made of, from the outside to the inside, such as gzip and then SQL. */
  readonly formats: readonly string[];
  readonly startedAt: string;
  readonly durationMs: number;
  /** What it was restored into, and which of the engine's checks looked at that; null where it was not. */
  readonly restored: { readonly into: string; readonly durationMs: number; readonly checked: readonly string[] } | null;
  readonly tables: readonly TableContent[] | null;
  /** The newest time in any row; null where there is none. */
  readonly newest: string | null;
  readonly audit: Audited['result'];
  /** Null where it was compared with nothing. */
  readonly comparison: Comparison | null;
  readonly flaws: readonly Flaw[];
}

/**
 * Restores a backup into a scratch place, has the engine and our audit look at it, and says whether it would serve. Nothing of it stays.
 *
 * @throws UsageError where this machine lacks what it takes; errors of the file system for what cannot be read
 */
export async function verifyBackup(wish: BackupWish, ports: BackupPorts): Promise<VerifiedBackup> {
  const { maxAge, request, against } = wish;
  const begun = performance.now();
  const startedAt = ports.clock();
  const learnt: Learnt = { bytes: 0, formats: [] };
  const flaws: Flaw[] = [];
  let [restored, tables, newest, result, comparison] = NOTHING;
  let trouble: BackupTrouble | null = null;
  try {
    await withRestored(wish, ports, learnt, async (place, durationMs) => {
      restored = { into: place.into, checked: place.checked, durationMs };
      flaws.push(...place.flaws);
      const heard: Heard | null = against === null ? null : new Map();
      const audited = await auditRestored(place.address, request, ports.ownChecks, ports.signal, heard);
      result = audited.result;
      flaws.push(...audited.flaws);
      tables = await inventory(place.address);
      newest =
        tables
          .map((table) => table.newest)
          .filter((time) => time !== null)
          .sort()
          .at(-1) ?? null;
      flaws.push(...contentFlaws(tables, newest, maxAge, startedAt));
      if (against !== null && heard !== null) {
        const { ownChecks, signal } = ports;
        const { address: backup } = place;
        comparison = await compareLive({
          backup,
          live: against,
          tables,
          until: newest,
          audited: result,
          heard,
          request,
          ownChecks,
          signal,
        });
        flaws.push(...comparisonFlaws(comparison));
      }
    });
  } catch (error) {
    if (!(error instanceof BackupTrouble)) throw error;
    trouble = error;
  }
  const told = request.redact === true ? codesOnly : (flaw: Flaw) => flaw;
  const shown = flaws.map(told);
  const verdict = backupVerdict({
    trouble: trouble === null ? null : told({ code: trouble.code, sentence: trouble.message }),
    flaws: shown,
  });
  return {
    ...verdict,
    path: sourceText(wish.source),
    ...learnt,
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(performance.now() - begun),
    restored,
    tables,
    newest,
    audit: result,
    comparison,
    flaws: shown,
  };
}

/** What a server said of a row that it would not take may hold what stands in it. */
function codesOnly({ code }: Flaw): Flaw {
  return { code, sentence: `${code}.` };
}

const NOTHING: readonly [VerifiedBackup['restored'], VerifiedBackup['tables'], string | null, Audited['result'], Comparison | null] = [
  null,
  null,
  null,
  null,
  null,
];

function contentFlaws(tables: readonly TableContent[], newest: string | null, maxAge: number | null, now: Date): readonly Flaw[] {
  if (tables.every(({ rows }) => rows === 0))
    return [{ code: 'NO_ROWS', sentence: 'its tables hold no rows: only the schema was dumped.' }];
  if (maxAge === null) return [];
  if (newest === null)
    return [{ code: 'NO_TIMES', sentence: 'no row has a time by which its age could be told, and --max-age asks for it.' }];
  const age = now.getTime() - Date.parse(newest);
  if (age <= maxAge) return [];
  return [
    {
      code: 'TOO_OLD',
      sentence: `its newest row is of ${minuteOf(newest)} UTC, ${hours(age)} ago, and --max-age allows ${hours(maxAge)}.`,
    },
  ];
}

function hours(milliseconds: number): string {
  const number = milliseconds / 3_600_000;
  return number >= 72 ? `${Math.floor(number / 24)} days` : `${Math.floor(number * 10) / 10} hours`;
}
