import { line, words } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { describeReference, FILE_CHECK, scanReferences, withoutFiles } from './reference-check.ts';

const IN_WORDS: Readonly<Record<string, string>> = {
  'not-there': 'missing',
  'not-a-file': 'there is a folder or something else of that name',
  'broken-link': 'a link that leads nowhere',
  'other-unicode-form': 'missing; a file of the same letters in another Unicode form is there',
};

export default defineCheck({
  ...FILE_CHECK,
  id: 'file-missing',
  title: 'Uploaded Files That Are Missing',
  summaryLabel: 'Uploaded files that are missing',
  severity: 'warning',
  invariant: 'Every file that a row names is there.',
  why: 'It cannot be opened: work cannot be reviewed, a payment not be verified, a picture not be shown.',
  advice: 'Restore the file from a backup of the media folder; if there is none, ask the person to upload it again.',
  repair: 'Manual: a file that is gone cannot be made up.',
  sentence: {
    'not-there': 'The file {actual.file} of {key.table} {key.rowId} is missing',
    'not-a-file': 'Where the file {actual.file} of {key.table} {key.rowId} should be, there is something that is no file',
    'broken-link': 'The file {actual.file} of {key.table} {key.rowId} is a link that leads nowhere',
    'other-unicode-form': 'The file {actual.file} of {key.table} {key.rowId} is there under a name in another Unicode form',
  },
  causes: {
    'not-there': 'nothing of that name is there',
    'not-a-file': 'what is there is a folder or something else that is no file',
    'broken-link': 'a symbolic link is there that leads nowhere',
    'other-unicode-form': 'a file is there whose name has the same letters as other code points, as some systems write them: rename it',
  },
  orderBy: ['source', 'row_id', 'item'],
  doesNotApply: withoutFiles,
  scan: (context) => scanReferences(context, 'file-missing'),

  describe(row) {
    return describeReference(row, {
      expected: { exists: true },
      actual: { exists: false },
      details: [line`File: ${words(IN_WORDS[String(row['cause'])] ?? String(row['cause']))}`],
    });
  },
});
