import type { RowId } from '../evidence.ts';
import type { Explanation } from '../explanation.ts';
import { redactChange } from './redact-change.ts';
import { plainOrHidden } from './plain-text.ts';
import { isKeyPlain, redactFinding, redactLine } from './redact-finding.ts';

/** One finding, explained without names, titles and other words of people. Its SELECT is left out where its keys are such. */
export function redactExplanation(explanation: Explanation): Explanation {
  const { finding, rule, timeline, repair, sql } = explanation;
  return {
    ...explanation,
    finding: redactFinding(finding, rule),
    timeline: {
      ...timeline,
      entries: timeline.entries.map((entry) => ({ ...entry, key: plainKey(entry.key), what: redactLine(entry.what) })),
    },
    repair: { ...repair, changes: repair.changes.map(redactChange) },
    sql: isKeyPlain(finding, rule) ? sql : null,
  };
}

function plainKey(key: RowId): RowId {
  return typeof key === 'number' ? key : plainOrHidden(key);
}
