import {
  changeTitle,
  keyText,
  nameOfFinding,
  renderLine,
  withoutControls,
  type Change,
  type EvidenceValue,
  type Finding,
  type Line,
} from '../../model/index.ts';
import { acknowledgementLine } from '../acknowledged.ts';
import type { ChangeRow } from './change-row.ts';
import type { EvidenceCell, FindingRow } from './finding-row.ts';

/** A finding as the page holds it, in one sentence and in detail. Whatever acts where nobody sees it, as what turns text around, is shown as an escape. */
export function findingRowOf(finding: Finding, sentence: Line): FindingRow {
  const { fingerprint, details, cause, key, expected, actual, repair, acknowledgement } = finding;
  const user = finding.user?.id;
  const keys = Object.entries(key).filter(([, value]) => value !== user);
  return {
    name: withoutControls(nameOfFinding(finding)),
    fingerprint: withoutControls(fingerprint),
    sentence: withoutControls(renderLine(sentence, String)),
    details: details.map((line) => withoutControls(renderLine(line, String))),
    about: [
      ...(cause === null ? [] : [cause.replaceAll('-', ' ')]),
      ...keys.map(([name, value]) => `${name.replace(/Ids?$/, '')} ${keyText({ value })}`),
    ].map(withoutControls),
    evidence: [...new Set([...Object.keys(expected), ...Object.keys(actual)])].map((field) => ({
      field: withoutControls(field),
      ...(Object.hasOwn(expected, field) ? { expected: plain(expected[field] ?? null) } : {}),
      ...(Object.hasOwn(actual, field) ? { found: plain(actual[field] ?? null) } : {}),
    })),
    repair,
    acknowledged: acknowledgement === undefined ? null : withoutControls(acknowledgementLine(acknowledgement)),
    isKnown: acknowledgement?.standing === 'holds',
  };
}

function plain(value: EvidenceValue): NonNullable<EvidenceCell['found']> | null {
  if (value !== null && typeof value === 'object') return withoutControls(`${value.username ?? 'nobody'} (${value.id})`);
  return typeof value === 'string' ? withoutControls(value) : value;
}

/** A change as the page holds it. */
export function changeRowOf({ operation, words, table, key, before, after, status, reason }: Change): ChangeRow {
  const columns = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const shown = (value: ChangeRow['cells'][number][1] | undefined): ChangeRow['cells'][number][1] =>
    typeof value === 'string' ? withoutControls(value) : (value ?? null);
  return {
    operation,
    title: withoutControls(changeTitle({ words, status })),
    table: withoutControls(table),
    key: withoutControls(
      Object.values(key)
        .map((value) => String(value ?? 'new'))
        .join('/'),
    ),
    cells: columns.map((column) => [withoutControls(column), shown(before?.[column]), shown(after?.[column])]),
    status,
    reason: reason === null ? null : withoutControls(reason),
  };
}
