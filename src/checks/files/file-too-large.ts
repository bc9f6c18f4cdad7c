import { line } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { columnOf, describeReference, FILE_CHECK, scanReferences, withoutFiles } from './reference-check.ts';

export default defineCheck({
  ...FILE_CHECK,
  id: 'file-too-large',
  title: 'Uploaded Files Above Their Size Limit',
  summaryLabel: 'Uploaded files above their size limit',
  severity: 'warning',
  invariant: 'An uploaded file has at most 25 MB, a receipt at most 5 MB.',
  why: 'It did not come through the application, which refuses such files: it came past its checks, or was replaced.',
  advice: 'Look at who uploaded it and how; shrink or remove it in the application.',
  repair: 'Manual: whether the file may stay is for a person to say.',
  sentence: 'The file {actual.file} of {key.table} {key.rowId} has {actual.size|byte|bytes}, above the limit of {expected.maximumSize}',
  causes: {},
  orderBy: ['source', 'row_id', 'item'],
  doesNotApply: withoutFiles,
  scan: (context) => scanReferences(context, 'file-too-large'),

  describe(row) {
    const { limit } = columnOf(row);
    const size = Number(row['size']);
    return describeReference(row, {
      expected: { maximumSize: limit },
      actual: { size },
      details: [line`Size: ${size} bytes (at most ${limit})`],
    });
  },
});
