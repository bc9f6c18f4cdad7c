import { bytesText, type Comparison, type VerifiedBackup } from '../backup/index.ts';
import { minuteOf } from '../model/index.ts';

/** What a verified backup came to, for people. */
export function verifiedLines({
  path,
  bytes,
  formats,
  restored,
  tables,
  newest,
  audit,
  comparison,
  flaws,
  verdict,
  sentence,
}: VerifiedBackup): readonly string[] {
  const rows = (tables ?? []).reduce((sum, table) => sum + table.rows, 0);
  const findings = (audit?.checks ?? []).filter(({ count }) => (count ?? 0) > 0).map(({ check, count }) => `${count} ${check.id}`);
  const ran = (audit?.checks ?? []).filter(({ count }) => count !== null).length;
  return [
    `Backup:    ${path} (${[...formats, bytesText(bytes)].join(', ')})`,
    ...(restored === null
      ? []
      : [`Restored:  into ${restored.into}, in ${(restored.durationMs / 1000).toFixed(2)} s`, `Engine:    ${restored.checked.join(', ')}`]),
    ...(tables === null
      ? []
      : [
          `Content:   ${tables.length} tables, ${rows} rows, the newest of ${newest === null ? 'no known time' : `${minuteOf(newest)} UTC`}`,
        ]),
    ...(audit === null ? [] : [`Audit:     ${ran} checks found ${findings.length === 0 ? 'nothing' : findings.join(', ')}`]),
    ...(comparison === null ? [] : comparisonLines(comparison)),
    ...(verdict === 'unfit' && flaws.length > 1 ? flaws.map((flaw) => `Flaw:      ${flaw.sentence}`) : []),
    '',
    sentence,
  ];
}

/** What only one of the two has, and what is another in each: nothing of what is the same. */
function comparisonLines({ live, tables, missingTables, surplusTables, sequences, findings }: Comparison): readonly string[] {
  const apart = tables.filter(
    ({ backup, live: now, older, counter }) =>
      backup.rows !== now.rows || backup.newest !== now.newest || (older?.differing ?? 0) > 0 || counter?.backup !== counter?.live,
  );
  const time = (newest: string | null): string => (newest === null ? 'no time' : minuteOf(newest));
  return [
    `Against:   ${live}, ${tables.length} tables compared, ${apart.length} differ`,
    ...missingTables.map((table) => `  ${table}: only there`),
    ...surplusTables.map((table) => `  ${table}: only in the backup`),
    ...apart.map(({ table, backup, live: now, older, counter }) => {
      const since =
        older === null || older.differing === 0
          ? ''
          : `; of the older rows ${older.lacking} are lacking, ${older.gone} were changed or deleted since, ${older.differing} of ${older.ranges} ranges differ`;
      return `  ${table}: ${backup.rows} rows (${time(backup.newest)}), there ${now.rows} (${time(now.newest)})${since}${counterText(counter)}`;
    }),
    ...sequences.missing.map((name) => `  ${name}: a sequence, only there`),
    ...sequences.surplus.map((name) => `  ${name}: a sequence, only in the backup`),
    ...sequences.apart.map(({ name, backup, live: now }) => `  ${name}: the next number is ${backup ?? 'none'}, there ${now ?? 'none'}`),
    ...findings.map(
      ({ check, backup, live: now, onlyBackup, onlyLive }) =>
        `  ${check}: ${backup} findings, there ${now}; ${onlyBackup} only in the backup, ${onlyLive} only there`,
    ),
  ];
}

/** Numbers between the two are given a second time where the backup takes the live database's place. */
function counterText(counter: Comparison['tables'][number]['counter']): string {
  if (counter === null || counter.backup === counter.live) return '';
  const next = (number: string | null): string => number ?? 'none';
  return `; the next ${counter.column} is ${next(counter.backup)}, there ${next(counter.live)}`;
}
