import { mapBounded } from '../../bounded.ts';
import type { DatabaseRow } from '../../database/index.ts';
import { partOfDay, reasonOf, type FileManifest, type FileRecord, type LocalFiles } from '../../files/index.ts';
import { djangoTime, instant, line } from '../../model/index.ts';
import { defineCheck, type ScanContext } from '../define-check.ts';
import type { FileScan } from './file-scan.ts';
import { FILE_CHECK, sharedFileScan, withoutFolder } from './reference-check.ts';

/** Files whose hashes are read and written together: what a run that is cut off loses. */
const PAGE = 256;
/** Files that are read at once: a disk does not get faster by more. */
const CONCURRENCY = 4;

export default defineCheck({
  ...FILE_CHECK,
  id: 'file-changed',
  title: 'Uploaded Files Whose Content Has Changed',
  summaryLabel: 'Uploaded files whose content has changed',
  severity: 'warning',
  invariant: 'An uploaded file keeps the content that it had when it was first read.',
  why: 'The application never writes a file twice: a receipt or a submission was replaced after it was looked at, or the disk is failing.',
  advice:
    'Compare the file with a backup. If the change is meant, acknowledge the finding ("peerquest-audit ack"); it comes back if the file changes again.',
  repair: 'Manual: which content is the right one is for a person to say.',
  sentence: {
    rewritten: 'The file {key.file} was written again since the manifest',
    silently: 'The file {key.file} has another content than in the manifest, with the same size and time',
  },
  causes: {
    rewritten: 'the file was written again: its size or the time of its last change is another one too',
    silently: 'only the content differs: the time was set back, or the disk has lost bits',
  },
  orderBy: ['file'],
  unscoped: 'the content of all files is compared together',
  doesNotApply(context) {
    const { manifest } = context.files;
    return withoutFolder(context, 'content is not downloaded through a URL') ?? (typeof manifest === 'string' ? manifest : null);
  },

  async *scan(context) {
    const { manifest: open } = context.files;
    if (typeof open === 'string') return;
    const scan = yield* sharedFileScan(context);
    if (scan.local === null) return;
    const manifest = await open(await context.identity());
    yield* compare(scan, scan.local, manifest, context);
    scan.requireAllSeen('file-changed');
  },

  describe(row) {
    const file = String(row['file']);
    return {
      key: { file },
      user: null,
      quest: null,
      cause: String(row['cause']),
      expected: { sha256: String(row['expected']) },
      actual: { sha256: String(row['actual']) },
      repair: 'manual',
      headline: line`File ${file}`,
      details: [
        line`SHA-256: ${row['actual']} (was ${row['expected']})`,
        row['cause'] === 'rewritten'
          ? line`Written again: ${djangoTime(instant(row['modified_at'] ?? null))}`
          : line`Size and time of the last change are as they were`,
      ],
    };
  },
});

/** What a file is now, or why it could not be read. */
type Reading =
  { readonly real: string; readonly now: Awaited<ReturnType<LocalFiles['read']>> } | { readonly real: string; readonly failure: string };

/** Reads the files of this day's part, and those that had changed before, whose finding must not come and go with the days. */
async function* compare(
  scan: FileScan,
  local: LocalFiles,
  manifest: FileManifest,
  { files, signal, clock }: ScanContext,
): AsyncGenerator<readonly DatabaseRow[]> {
  const part = partOfDay(files.subset ?? { parts: 1, of: 1 }, scan.startedAt);
  const since = await manifest.begin(part.name, scan.startedAt);
  for (const page of scan.spool.files(PAGE)) {
    signal.throwIfAborted();
    const known = await manifest.get(page);
    const due = page.filter((path) => isDue(path, known.get(path), part, since));
    const readings = new Map<string, Reading>();
    for await (const reading of mapBounded(due, CONCURRENCY, (real) => read(local, real))) readings.set(reading.real, reading);
    const records: FileRecord[] = [];
    const rows: DatabaseRow[] = [];
    for (const [path, reading] of readings) {
      if ('failure' in reading) scan.missed('file-changed', path, reading.failure);
      else {
        const record = recordOf(path, reading.now, known.get(path), clock());
        records.push(record);
        if (record.changedTo !== null) rows.push(changedRow(record, reading.now));
      }
    }
    await manifest.put(records);
    yield rows;
  }
  if (part.isWhole) await forgetGone(scan, local, manifest, since, signal);
  await manifest.finish(part.name, clock());
}

/**
 * After a reading of all files: forgets those that no row names and that are gone. What is missing and still named may come back, and
 * what still lies there may be named again: both are compared with what they were.
 */
async function forgetGone(
  { spool }: FileScan,
  local: LocalFiles,
  manifest: FileManifest,
  since: string,
  signal: AbortSignal,
): Promise<void> {
  spool.endFiles();
  let page = await manifest.unread(since, null);
  for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
    signal.throwIfAborted();
    const gone: string[] = [];
    const unnamed = page.filter((path) => !spool.isReferenced(path));
    for await (const [path, looked] of mapBounded(unnamed, CONCURRENCY, async (real) => [real, await local.look(real)] as const)) {
      if (looked.kind === 'missing' && looked.cause === 'not-there') gone.push(path);
    }
    await manifest.forget(gone);
    page = await manifest.unread(since, last);
  }
}

/** Whether a file is to be read in this run: a run that was cut off is taken up where it ended. */
function isDue(path: string, record: FileRecord | undefined, part: ReturnType<typeof partOfDay>, since: string): boolean {
  if (record !== undefined && record.changedTo !== null) return true;
  return part.includes(path) && (record === undefined || record.verifiedAt < since);
}

async function read(local: LocalFiles, real: string): Promise<Reading> {
  try {
    return { real, now: await local.read(real) };
  } catch (error) {
    return { real, failure: reasonOf(error) };
  }
}

type Now = Awaited<ReturnType<LocalFiles['read']>>;

/** What is remembered after a reading: the first content stays what a file is compared with. */
function recordOf(path: string, { sha256, size, modifiedAt }: Now, record: FileRecord | undefined, readAt: Date): FileRecord {
  const verifiedAt = readAt.toISOString();
  if (record === undefined) return { path, sha256, size, modifiedAt: modifiedAt.toISOString(), verifiedAt, changedTo: null };
  return { ...record, verifiedAt, changedTo: sha256 === record.sha256 ? null : sha256 };
}

function changedRow({ path, sha256, size, modifiedAt }: FileRecord, now: Now): DatabaseRow {
  const wasWritten = now.size !== size || now.modifiedAt.toISOString() !== modifiedAt;
  return {
    file: path,
    expected: sha256,
    actual: now.sha256,
    modified_at: now.modifiedAt.toISOString(),
    cause: wasWritten ? 'rewritten' : 'silently',
  };
}
