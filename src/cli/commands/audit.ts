import { audit, type AuditPorts } from '../../audit/index.ts';
import { allChecks, chooseChecks } from '../../checks/index.ts';
import type { DatabaseAddress } from '../../database/index.ts';
import type { SharedStore } from '../../history/index.ts';
import { keepSmall, smallFromFirstRows } from '../../keep-small.ts';
import { EXIT, exitCode, type RunResult, type Wish } from '../../model/index.ts';
import type { ReportOptions } from '../../report/index.ts';
import { acknowledgementsToReport, fileManifest, refuseOverwriting, Workspace } from '../../workspace/index.ts';
import { notifierOf, telling } from '../notify-after.ts';
import { onReadingInterrupt } from '../reading-interrupt.ts';
import { reportEvents } from '../report-events.ts';
import { reportOutputs } from '../report-outputs.ts';
import { resolveOptions, repeatedFlags, type ResolvedOptions } from '../resolve-options.ts';
import type { RepairFlags } from '../run-repair.ts';
import { keptIn, sayWhere } from '../say-where.ts';
import type { Terminal } from '../terminal.ts';
import { warnOfIncomplete } from '../warn-of-incomplete.ts';

/** Flags of `audit`. */
export interface AuditFlags extends RepairFlags {
  readonly fixIssues?: boolean;
  readonly dryRun?: boolean;
}

/** Audits, or repairs with `--fix-issues`; returns the exit code. */
export async function runAudit(flags: AuditFlags, terminal: Terminal): Promise<number> {
  if (flags.fixIssues === true) {
    keepSmall();
    const { runRepair } = await import('../run-repair.ts');
    return runRepair(
      await Workspace.open(flags),
      flags,
      { dryRun: flags.dryRun ?? false, savedPlan: null, planFile: null, duplicates: null, command: null },
      terminal,
    );
  }
  if (flags.dryRun === true) terminal.warn('--dry-run is only meaningful with --fix-issues: this is an audit, which changes nothing.');
  if (flags.repairBalances === true)
    terminal.warn('--repair-balances is only meaningful with --fix-issues: this is an audit, which changes nothing.');
  const workspace = await Workspace.open(flags);
  const options = resolveOptions(flags, workspace.settings);
  // A mistyped check is told before a connection is waited for.
  chooseChecks(options.request.only, options.request.skip, allChecks(options.ownChecks));
  const notify = notifierOf(flags, workspace, options.history !== 'off', terminal);
  const { address } = await workspace.database();
  await refuseOverwriting(reportOutputs(options), workspace);
  if (flags.debug === true) await sayWhere(workspace, flags, terminal);
  const result = await workspace.withStore(async (store) => {
    let { history } = options;
    const acknowledged = await acknowledgementsToReport(
      workspace,
      (sentence) => {
        terminal.warn(sentence);
        // What is acknowledged would be recorded as if it counted.
        history = 'off';
      },
      history === 'off' ? '' : ', and this run is not in the history (--no-history keeps none)',
      history === 'off' ? null : store,
    );
    const manifest = await fileManifest(options.request.files, store);
    const kept = await keptIn(workspace);
    return telling(history === 'off' ? null : notify, store, options.failOn, () =>
      auditAndReport(address, { ...options, history, kept }, { manifest, acknowledged }, terminal, repeatedFlags(flags), store),
    );
  });
  if (result === null) return EXIT.interrupted;
  const code = exitCode(result, options.failOn);
  warnOfIncomplete(result, code, terminal);
  return code;
}

/** Runs the audit and hands its report over; null, after a word, when it was interrupted. */
export async function auditAndReport(
  address: DatabaseAddress,
  options: ResolvedOptions & Pick<ReportOptions, 'kept'>,
  ports: AuditPorts,
  terminal: Terminal,
  target: ReportOptions['target'],
  store: SharedStore | null = null,
): Promise<RunResult | null> {
  const interrupted = (): void => {
    terminal.warn('Interrupted; an audit changes nothing.');
  };
  const interrupt = onReadingInterrupt(address, interrupted);
  const { request, ownChecks } = options;
  const history = store === null || options.history === 'off' ? null : { store, repairs: false };
  const events = (wish: Wish) =>
    smallFromFirstRows(audit(address, request, { ...ports, ownChecks, wish, identify: history !== null, signal: interrupt?.signal }));
  try {
    const result = await reportEvents({ events, stopped: () => interrupt?.happened() === true, history }, options, terminal, target);
    if (result === null) interrupted();
    return result;
  } finally {
    interrupt?.release();
  }
}
