import { placedIn, type DatabaseRow } from '../../database/index.ts';
import type { SpooledFinding } from '../../files/index.ts';
import { line, rowId, uuid, words, type Description, type Evidence, type Line } from '../../model/index.ts';
import type { Check, NamedRow, ScanContext } from '../define-check.ts';
import { fileScan, type FileScan } from './file-scan.ts';
import { uploadColumns, uploadRows, UPLOAD_NEEDS, type UploadColumn } from './upload-columns.ts';

/** What all checks of the group share. */
export const FILE_CHECK = {
  group: 'files',
  phase: null,
  needs: { quests_questsubmission: ['id', 'submission_files'] },
  mayRead: UPLOAD_NEEDS,
  indexes: [],
  names: [],
  find: uploadRows,
} as const satisfies Partial<Check>;

/** Says that nobody has told where files are. */
export function withoutFiles({ files }: ScanContext): string | null {
  return files.mediaRoot === null && files.mediaUrl === null ? 'neither --media-root nor --media-url says where the files are' : null;
}

/** Says that a URL is not enough. */
export function withoutFolder(context: ScanContext, why: string): string | null {
  return withoutFiles(context) ?? (context.files.mediaRoot === null ? `${why}: it needs --media-root` : null);
}

/** How long a scan may be silent, in milliseconds. */
const SILENCE = 200;

/** The shared scan; while it is under way, empty batches. */
export async function* sharedFileScan(context: ScanContext): AsyncGenerator<readonly DatabaseRow[], FileScan> {
  const pending = context.shared(fileScan);
  for (;;) {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<null>((resolve) => (timer = setTimeout(resolve, SILENCE, null)));
    const scan = await Promise.race([pending, silence]).finally(() => clearTimeout(timer));
    if (scan !== null) return scan;
    yield [];
  }
}

/** The findings of one check about references, in the order of columns, rows and positions. */
export async function* scanReferences(context: ScanContext, check: string): AsyncGenerator<readonly DatabaseRow[]> {
  const scan = yield* sharedFileScan(context);
  for (const findings of scan.spool.findings(check)) yield findings.map(asRow);
  scan.requireAllSeen(check);
}

function asRow({ source, rowId: row_id, item, userId, username, path, cause, facts }: SpooledFinding): DatabaseRow {
  return { source, row_id, item, user_id: userId, username, path, cause, ...facts };
}

/** The column that a row of {@link scanReferences} is about. */
export function columnOf(row: NamedRow): UploadColumn {
  return placedIn(uploadColumns, row['source']);
}

/** The description of one place that names a file. */
export function describeReference(
  row: NamedRow,
  { expected, actual, details }: { readonly expected: Evidence; readonly actual: Evidence; readonly details: readonly Line[] },
): Description {
  const { table, column, label } = columnOf(row);
  const key = uuid(row['row_id']);
  const id = /^\d+$/.test(key) ? rowId(key) : key;
  const item = Number(row['item']);
  const user =
    row['user_id'] === null ? null : { id: String(row['user_id']), username: row.username === null ? null : String(row.username) };
  const whose = user === null ? line`` : line` of ${user.username ?? `user ${user.id} (missing)`}`;
  return {
    key: { table, column, rowId: id, ...(item === 0 ? {} : { item }) },
    user,
    quest: null,
    cause: row['cause'] === null ? null : String(row['cause']),
    expected,
    actual: { file: String(row['path']), ...actual },
    repair: 'manual',
    headline: line`${words(label)} ${id}${item === 0 ? line`` : line`, file ${item}`}${whose}: ${row['path']}`,
    details,
  };
}
