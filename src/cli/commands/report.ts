import { redacted } from '../../audit/index.ts';
import { UsageError } from '../../errors.ts';
import { formOf } from '../../report/index.ts';
import { replayRun } from '../../service/index.ts';
import { refuseOverwriting, Workspace } from '../../workspace/index.ts';
import type { ReportFlags } from '../options.ts';
import { reportEvents } from '../report-events.ts';
import { reportOutputs } from '../report-outputs.ts';
import { repeatedFlags, resolveOptions } from '../resolve-options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `report`. */
export type ReportRunFlags = ReportFlags & { readonly store?: string };

/** Reports a run of the history. The exit code tells of this report, not of what the run found. */
export async function reportRun(name: string, flags: ReportRunFlags, terminal: Terminal): Promise<void> {
  const workspace = await Workspace.open(flags);
  const options = resolveOptions({ ...flags, progress: false, history: false }, workspace.settings);
  await refuseOverwriting(reportOutputs(options), workspace);
  const store = await workspace.readStore();
  if (store === null) {
    throw new UsageError(
      'NO_RUNS',
      `There is no run "${name}", as there is no store yet: audit something first, or name a store with --store.`,
    );
  }
  try {
    const run = await store.history.find(name, null);
    const lists = formOf(options.format).listsFindings || options.limit !== 0;
    if (lists && run.detail !== 'findings' && run.findings.critical + run.findings.warning + run.findings.info > 0) {
      terminal.warn(
        `Run ${run.id.slice(0, 8)} ${run.detail === 'keys' ? 'kept only which findings there were, not what they say' : 'only counted'}: its findings are not listed here (an audit with --detailed or --record-findings keeps them).`,
      );
    }
    await reportEvents(
      { events: (wish) => redacted(replayRun(store, run, wish), options.request.redact), stopped: () => false, history: null },
      { ...options, kept: store.location },
      terminal,
      repeatedFlags(flags),
    );
  } finally {
    await store.close();
  }
}
