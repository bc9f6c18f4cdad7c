import { line, words } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { describeReference, FILE_CHECK, scanReferences, withoutFiles } from './reference-check.ts';

const CAUSES: Readonly<Record<string, string>> = {
  'not-a-list': 'the column holds something else than a list',
  'not-a-reference': 'an entry of the list is neither a text nor an object with a text "file"',
  empty: 'the name is empty',
  'other-address': 'it is an address of another kind or of another server',
  query: 'it carries a query or a fragment, which no file’s name does',
  'bad-encoding': 'its percent-encoding or its characters are broken',
  'too-long': 'no file system holds a name of this length',
};

export default defineCheck({
  ...FILE_CHECK,
  id: 'file-reference-malformed',
  title: 'References That Name No File',
  summaryLabel: 'References that name no file',
  severity: 'warning',
  invariant: 'What stands in an upload column can be the name of an uploaded file.',
  why: 'The page that lists the files breaks or shows a dead link; the application never writes such a reference itself.',
  advice: 'Look at the row in the application: a client wrote it. Ask the person to submit the file again, and correct the list.',
  repair: 'Manual: what was meant is not known.',
  sentence: '{key.table} {key.rowId} names a file by what is no path: {actual.file}',
  causes: CAUSES,
  orderBy: ['source', 'row_id', 'item'],
  doesNotApply: withoutFiles,
  scan: (context) => scanReferences(context, 'file-reference-malformed'),

  describe(row) {
    return describeReference(row, {
      expected: { wellFormed: true },
      actual: { wellFormed: false },
      details: [line`Reference: ${words(CAUSES[String(row['cause'])] ?? String(row['cause']))}`],
    });
  },
});
