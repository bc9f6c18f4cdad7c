import type { Dataset, PartialRow } from '../../src/demo/audit-001.ts';
import { ANN, rowsOf, type Situation } from './flows.ts';

/** A situation around one quest, with attempts; what is not given of an attempt is the first of Ann. */
export interface AttemptSituation extends Situation {
  readonly attempts?: readonly PartialRow[];
}

/** The rows of such a situation. */
export function rowsWithAttempts({ attempts = [], ...situation }: AttemptSituation): Dataset {
  return [
    ...rowsOf(situation),
    [
      'applications_applicationattempt',
      attempts.map((row, index) => ({
        id: index + 1,
        attempt_number: index + 1,
        timestamp: `2025-07-01 10:00:0${index}`,
        applicant_id: ANN,
        application_id: index + 1,
        quest_id: 7,
        ...row,
      })),
    ],
  ];
}
