import type { KeptBackup } from '../../api/types.ts';
import type { MarkKind } from '../../components/mark.tsx';

/** How a verdict on a backup looks. */
export const VERDICT_MARKS: Readonly<Record<KeptBackup['verdict'], MarkKind>> = {
  sound: 'ok',
  unfit: 'critical',
  unrestorable: 'critical',
};
