import { allChecks } from '../checks/index.ts';
import { UsageError } from '../errors.ts';
import type { Store, Subject } from '../history/index.ts';
import { minuteOf, type SentenceRule } from '../model/index.ts';
import { ruleIn, type OnlyCounted } from '../service/index.ts';
import { Workspace } from '../workspace/index.ts';
import type { ConfigFlags, FormatFlag, GlobalFlags, RedactFlag } from './options.ts';
import { resolveRedact } from './resolve-options.ts';

/** Flags of commands that only read the store. */
export interface StoreFlags extends GlobalFlags, ConfigFlags, FormatFlag, RedactFlag {
  readonly store?: string;
}

/** Flags of commands that read the history. */
export interface HistoryFlags extends StoreFlags {
  readonly subject?: string;
}

/** A history that is open. */
export interface OpenHistory {
  readonly store: Store;
  readonly subject: Subject;
  /** Whether what it tells is to be redacted. */
  readonly redact: boolean;
  /** What a check says its findings are; null for one that is no longer there. */
  readonly ruleOf: (check: string) => SentenceRule | null;
}

/** That more, or less, was counted than is listed, in a sentence. */
export function lagsBehind({ run, startedAt, counted, known }: OnlyCounted): string {
  const issues = `${counted} ${counted === 1 ? 'issue' : 'issues'}`;
  return `The audit of ${minuteOf(startedAt)} UTC (${run.slice(0, 8)}) only counted: ${issues} where ${known} of them are known here one by one. An audit with --detailed lists them.`;
}

/** Lends the store to a command, null where there is none, and closes it. */
export async function withStoreIfThere<Result>(workspace: Workspace, use: (store: Store | null) => Promise<Result>): Promise<Result> {
  const store = await workspace.readStore();
  try {
    return await use(store);
  } finally {
    await store?.close();
  }
}

/**
 * Lends the history to a command, and closes it.
 *
 * @throws UsageError where there is none, or none of that subject
 */
export async function withHistory<Result>(flags: HistoryFlags, use: (history: OpenHistory) => Promise<Result>): Promise<Result> {
  const workspace = await Workspace.open(flags);
  return withStoreIfThere(workspace, async (store) => {
    if (store === null) {
      throw new UsageError(
        'NO_RUNS',
        'There is no history yet, as there is no store: audit something first, or name a store with --store.',
      );
    }
    const subject = await store.history.subject(flags.subject ?? null);
    const { settings } = workspace;
    const ruleOf = ruleIn({ checks: allChecks(settings.checks ?? []) });
    return use({ store, subject, redact: resolveRedact(flags, settings), ruleOf });
  });
}
