import type { Clock } from '../clock.ts';
import type { FindContext, ScanContext, SharedScan } from '../checks/index.ts';
import type { ReadSession } from '../database/index.ts';
import type { FileSettings } from '../files/index.ts';
import type { LikelyMistake } from '../model/index.ts';

/** What scanning checks of one run are given, and what has to be put away after them. */
export interface OpenScans {
  readonly context: ScanContext;
  /** What was probably said wrong, as far as those tell that came to their end. */
  mistakes(): Promise<readonly LikelyMistake[]>;
  /** Stops what is under way and closes what was shared. */
  close(): Promise<void>;
}

/** Makes the ground for the checks of a run that look further than one SELECT. */
export function openScans(
  session: ReadSession,
  context: Omit<FindContext, 'wanted'>,
  files: FileSettings,
  clock: Clock,
  signal?: AbortSignal,
): OpenScans {
  const opened = new Map<unknown, Promise<SharedScan>>();
  const end = new AbortController();
  const own: ScanContext = {
    ...context,
    wanted: 'findings',
    files,
    clock,
    signal: signal === undefined ? end.signal : AbortSignal.any([signal, end.signal]),
    rows: (query) => session.stream(query),
    identity: () => session.identity(),
    shared<T extends SharedScan>(open: (context: ScanContext) => Promise<T>): Promise<T> {
      const known = opened.get(open) ?? open(own);
      // Each check that asks is told of a failure; one that nobody waits for is no crash.
      known.catch(() => undefined);
      opened.set(open, known);
      return known as Promise<T>;
    },
  };
  return {
    context: own,
    async mistakes() {
      const scans = await Promise.allSettled(opened.values());
      return scans.flatMap((scan) => (scan.status === 'fulfilled' ? (scan.value.mistake?.() ?? []) : []));
    },
    async close() {
      end.abort();
      const scans = [...opened.values()];
      opened.clear();
      for (const scan of await Promise.allSettled(scans)) if (scan.status === 'fulfilled') scan.value.close();
    },
  };
}
