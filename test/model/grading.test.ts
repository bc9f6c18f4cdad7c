import { expect, it } from 'vitest';
import { severityOf, type Grading, type Severity } from '../../src/model/index.ts';

it.each<[string, Severity, Grading, number, number | null, Severity]>([
  ['nothing is said', 'warning', {}, 7, null, 'warning'],
  ['fewer than warn', 'critical', { warnIf: 5 }, 4, null, 'info'],
  ['as many as warn', 'critical', { warnIf: 5 }, 5, null, 'critical'],
  ['fewer than an error', 'critical', { errorIf: 5 }, 4, null, 'warning'],
  ['fewer than an error, and for information', 'info', { errorIf: 5 }, 4, null, 'info'],
  ['as many as an error', 'info', { errorIf: 5 }, 5, null, 'critical'],
  ['fewer than both', 'critical', { warnIf: 2, errorIf: 5 }, 1, null, 'info'],
  ['between the two', 'info', { warnIf: 2, errorIf: 5 }, 2, null, 'warning'],
  ['a smaller share', 'warning', { errorIf: '2.5%' }, 24, 1000, 'warning'],
  ['as great a share', 'warning', { errorIf: '2.5 %' }, 25, 1000, 'critical'],
  ['a share of nothing, with nothing found', 'warning', { warnIf: '1%' }, 0, 0, 'info'],
])('%s', (_, severity, grading, count, examined, graded) => {
  expect(severityOf(severity, grading, count, examined)).toBe(graded);
});
