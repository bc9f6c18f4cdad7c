import { line } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { describeReference, FILE_CHECK, scanReferences, withoutFiles } from './reference-check.ts';

export default defineCheck({
  ...FILE_CHECK,
  id: 'file-empty',
  title: 'Uploaded Files That Are Empty',
  summaryLabel: 'Uploaded files that are empty',
  severity: 'warning',
  invariant: 'No uploaded file is empty.',
  why: 'The upload was cut off or the disk was full: the file looks as if it were there, and has nothing in it.',
  advice: 'Restore the file from a backup, or ask the person to upload it again; look whether the disk was full at that time.',
  repair: 'Manual: what was in the file is not known.',
  sentence: 'The file {actual.file} of {key.table} {key.rowId} is empty',
  causes: {},
  orderBy: ['source', 'row_id', 'item'],
  doesNotApply: withoutFiles,
  scan: (context) => scanReferences(context, 'file-empty'),

  describe(row) {
    return describeReference(row, { expected: { empty: false }, actual: { empty: true }, details: [line`Size: 0 bytes`] });
  },
});
