import type { DatabaseRow } from '../../database/index.ts';
import { FileError } from '../../errors.ts';
import { reasonOf, type LocalFiles } from '../../files/index.ts';
import { djangoTime, instant, line, printed } from '../../model/index.ts';
import { defineCheck, type ScanContext } from '../define-check.ts';
import type { FileScan } from './file-scan.ts';
import { FILE_CHECK, sharedFileScan, withoutFolder } from './reference-check.ts';
import { uploadColumns } from './upload-columns.ts';

/** A file is written before its row, and the snapshot may be older than both. */
const HOUR = 3_600_000;
/** After so many files it shows that it is still at work. */
const AT_ONCE = 500;

export default defineCheck({
  ...FILE_CHECK,
  id: 'file-unreferenced',
  title: 'Files That No Row Names',
  summaryLabel: 'Files that no row names',
  severity: 'info',
  invariant: 'Every file in a folder of uploads is named by a row.',
  why: 'It takes up space, and it may hold personal data that its owner believes to be deleted.',
  advice: 'Keep a copy, make sure that nothing else uses the folder, then delete the file.',
  repair: 'Manual: files are never deleted by this tool.',
  sentence: 'The file {key.file} is named by no row',
  causes: {},
  orderBy: ['file'],
  dated: 'modifiedAt',
  unscoped: 'a file that no row names belongs to nobody',
  doesNotApply: (context) => withoutFolder(context, 'a URL lists no folders'),

  async *scan(context) {
    const scan = yield* sharedFileScan(context);
    if (scan.local === null) return;
    yield* walkFolders(scan, scan.local, context);
    for (const page of scan.spool.unreferenced()) {
      yield page.map(({ path, size, modifiedAt }) => ({ file: path, size, modified_at: modifiedAt.toISOString(), cause: null }));
    }
  },

  describe(row) {
    const file = String(row['file']);
    const modifiedAt = instant(row['modified_at'] ?? null);
    return {
      key: { file },
      user: null,
      quest: null,
      cause: null,
      expected: { referenced: true },
      actual: { referenced: false, size: Number(row['size']), modifiedAt },
      repair: 'manual',
      headline: line`File ${file}`,
      details: [line`Size: ${row['size']} bytes, last written ${djangoTime(modifiedAt)}`],
    };
  },
});

/** Writes down, of every folder that a column uses, the files that no row names. */
async function* walkFolders(
  { spool, startedAt }: FileScan,
  local: LocalFiles,
  { signal }: ScanContext,
): AsyncGenerator<readonly DatabaseRow[]> {
  const newest = startedAt.getTime() - HOUR;
  const folders = new Set([...spool.folders(), ...uploadColumns.flatMap(({ folder }) => folder ?? [])]);
  spool.endFiles();
  let seen = 0;
  for (const folder of folders) {
    try {
      // The root itself is not searched through: other things may live there.
      for await (const { path, present } of local.walk(folder, folder !== '')) {
        if (++seen % AT_ONCE === 0) yield [];
        signal.throwIfAborted();
        if (spool.isReferenced(path)) continue;
        const file = await present();
        if (file !== null && file.modifiedAt.getTime() <= newest) spool.addUnreferenced(file);
      }
    } catch (error) {
      signal.throwIfAborted();
      throw new FileError('FILES_UNSEEN', printed`the folder "${folder}" could not be read: ${reasonOf(error)}`);
    }
  }
}
