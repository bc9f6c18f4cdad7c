import type { Check } from '../define-check.ts';
import orphanReference from './orphan-reference.ts';
import unknownStatus from './unknown-status.ts';

/** Foreign keys and lists of values. In the order of the report. */
export const referencesChecks: readonly Check[] = [orphanReference, unknownStatus];
