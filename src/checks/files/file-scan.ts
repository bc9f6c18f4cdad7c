import { mapBounded } from '../../bounded.ts';
import { countOf, placedIn, type DatabaseRow, type DatabaseValue } from '../../database/index.ts';
import { FileError } from '../../errors.ts';
import { FileSpool, LocalFiles, RemoteFiles, type Looked, type LookingGlass, type ReferencePlace } from '../../files/index.ts';
import { printed, uuid, type LikelyMistake } from '../../model/index.ts';
import type { ScanContext, SharedScan } from '../define-check.ts';
import { judge } from './judge.ts';
import { LookCounts, type FilePlace } from './look-counts.ts';
import { referencesIn } from './references.ts';
import { uploadColumns, uploadRows } from './upload-columns.ts';

/** Files that could not be looked at, for one check. */
interface Unseen {
  readonly first: string;
  readonly reason: string;
  count: number;
}

/**
 * One pass over all rows that name files, and one look at each file, from which all checks of the group answer. It lies in a
 * temporary database: memory does not grow with rows, files or findings.
 */
export class FileScan implements SharedScan {
  readonly spool: FileSpool;
  /** The media root on this machine; null where files are behind a URL. */
  readonly local: LocalFiles | null;
  /** Files that change later are no finding: their row may not have been in the snapshot. */
  readonly startedAt: Date;
  /** What the looks came to. */
  readonly looks = new LookCounts();
  readonly #place: FilePlace;
  readonly #unseen = new Map<string, Unseen>();

  constructor(spool: FileSpool, local: LocalFiles | null, startedAt: Date, place: FilePlace) {
    this.#place = place;
    this.startedAt = startedAt;
    this.spool = spool;
    this.local = local;
  }

  /** Notes that a check could not see a file. */
  missed(check: string, path: string, reason: string): void {
    const unseen = this.#unseen.get(check);
    if (unseen === undefined) this.#unseen.set(check, { first: path, reason, count: 1 });
    else unseen.count++;
  }

  /**
   * After its last finding: a check that could not see every file has not passed.
   *
   * @throws FileError
   */
  requireAllSeen(check: string): void {
    const unseen = this.#unseen.get(check);
    if (unseen === undefined) return;
    const { count, first, reason } = unseen;
    throw new FileError(
      'FILES_UNSEEN',
      printed`${count} ${count === 1 ? 'file' : 'files'} could not be looked at, such as "${first}": ${reason}`,
    );
  }

  mistake(): LikelyMistake | null {
    return this.looks.mistake(this.#place);
  }

  close(): void {
    this.spool.close();
  }
}

/** Makes the scan: first all rows, so that the database is done with soon, then a look at each file. */
export async function fileScan(context: ScanContext): Promise<FileScan> {
  const { mediaRoot, mediaUrl } = context.files;
  const local = mediaRoot === null ? null : await LocalFiles.open(mediaRoot);
  const glass = local ?? (await RemoteFiles.open(mediaUrl ?? ''));
  const scan = new FileScan(await FileSpool.open(), local, context.clock(), { mediaRoot, mediaUrl });
  try {
    await readReferences(scan.spool, context);
    await lookAtAll(scan, glass, context.signal);
    return scan;
  } catch (error) {
    scan.close();
    throw error;
  }
}

async function readReferences(spool: FileSpool, context: ScanContext): Promise<void> {
  for await (const rows of context.rows(uploadRows(context))) {
    context.signal.throwIfAborted();
    spool.together(() => {
      for (const row of rows) addReferences(spool, row);
    });
  }
  spool.endReferences();
}

function addReferences(spool: FileSpool, row: DatabaseRow): void {
  const source = countOf(row['source']);
  const { form } = placedIn(uploadColumns, source);
  const text = (value: DatabaseValue | undefined): string | null => (value === null || value === undefined ? null : String(value));
  const userId = text(row['user_id']);
  const of = { source, rowId: String(row['row_id']), userId: userId === null ? null : uuid(userId), username: text(row['username']) };
  for (const reference of referencesIn(String(row['value']), form)) {
    const { item, parsed } = reference;
    const place: ReferencePlace = { ...of, item };
    if (parsed.kind === 'path') spool.addReference(parsed.path, place);
    else {
      const check = parsed.kind === 'outside' ? 'file-outside-media-root' : 'file-reference-malformed';
      spool.addFinding(check, { ...place, path: reference.text, cause: parsed.cause, facts: {} });
    }
  }
}

/** Files are looked at several at a time; what was seen of them is written down together. */
async function lookAtAll(scan: FileScan, glass: LookingGlass, signal: AbortSignal): Promise<void> {
  for (const paths of scan.spool.referencedPaths()) {
    const seen: [string, Looked][] = [];
    for await (const found of mapBounded(paths, glass.concurrency, async (path) => [path, await glass.look(path)] as const)) {
      signal.throwIfAborted();
      seen.push([...found]);
    }
    scan.spool.together(() => {
      for (const [path, looked] of seen) note(scan, path, looked);
    });
  }
}

function note(scan: FileScan, path: string, looked: Looked): void {
  const { spool } = scan;
  scan.looks.add(looked.kind);
  if (looked.kind === 'unknown') {
    for (const check of ['file-missing', 'file-empty', 'file-too-large', 'file-type', 'file-outside-media-root', 'file-changed']) {
      scan.missed(check, path, looked.reason);
    }
    return;
  }
  if (looked.kind === 'file') {
    spool.addFile(path, looked.real);
    if (looked.unread !== null) scan.missed('file-type', path, looked.unread);
  }
  for (const source of spool.sourcesOf(path)) {
    const column = uploadColumns[source];
    if (column === undefined) continue;
    for (const { check, cause, facts } of judge(path, looked, column)) spool.addFindings(check, { path, source }, cause, facts);
  }
}
