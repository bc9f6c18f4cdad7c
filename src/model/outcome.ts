/** What became of one check. The four are never conflated (DESIGN, "Words"). */
export type Outcome = 'passed' | 'found' | 'does-not-apply' | 'could-not-run';

/** What a run is for: to look, to preview a repair, to repair, to take a repair back. */
export type RunMode = 'audit' | 'dry-run' | 'fix' | 'undo';
