import type { Check } from '../define-check.ts';
import clockAhead from './clock-ahead.ts';
import constraintNotValidated from './constraint-not-validated.ts';
import sequenceBehind from './sequence-behind.ts';
import unexpectedNull from './unexpected-null.ts';

/** What the database itself keeps: counters, constraints, its clock. In the order of the report. */
export const databaseChecks: readonly Check[] = [sequenceBehind, constraintNotValidated, clockAhead, unexpectedNull];
