import type { EvidenceCell, FindingRow } from './finding-row.ts';

// A row as one line of JSON without names of members: what is searched is the line itself, and a row becomes data when it is drawn.

type Side = readonly [NonNullable<EvidenceCell['found']> | null] | readonly [];

type PackedRow = readonly [
  sentence: string,
  about: readonly string[],
  name: string,
  fingerprint: string,
  details: readonly string[],
  evidence: readonly (readonly [field: string, expected: Side, found: Side])[],
  acknowledged: string | null,
  isKnown: 0 | 1,
  repair: FindingRow['repair'],
];

/** A row as plain data that its line is made of. */
export function packFinding({
  sentence,
  about,
  name,
  fingerprint,
  details,
  evidence,
  acknowledged,
  isKnown,
  repair,
}: FindingRow): PackedRow {
  const cells = evidence.map(({ field, expected, found }) => [field, sideOf(expected), sideOf(found)] as const);
  return [sentence, about, name, fingerprint, details, cells, acknowledged, isKnown ? 1 : 0, repair];
}

/** The row of a line. */
export function unpackFinding(line: string): FindingRow {
  const [sentence, about, name, fingerprint, details, cells, acknowledged, isKnown, repair] = JSON.parse(line) as PackedRow;
  const evidence = cells.map(([field, [expected], [found]]) => ({
    field,
    ...(expected === undefined ? {} : { expected }),
    ...(found === undefined ? {} : { found }),
  }));
  return { sentence, about, name, fingerprint, details, evidence, acknowledged, isKnown: isKnown === 1, repair };
}

function sideOf(value: EvidenceCell['found']): Side {
  return value === undefined ? [] : [value];
}
