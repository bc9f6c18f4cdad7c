import { line } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { columnOf, describeReference, FILE_CHECK, scanReferences, withoutFiles } from './reference-check.ts';

export default defineCheck({
  ...FILE_CHECK,
  id: 'file-type',
  title: 'Uploaded Files of Another Type Than They May Be',
  summaryLabel: 'Uploaded files of another type than they may be',
  severity: 'warning',
  invariant: 'An uploaded file has an extension that its column accepts, and begins as files of that extension do.',
  why: 'A page or a program that is called a picture is run by the person who opens it; a damaged file cannot be opened at all.',
  advice: 'Do not open the file on your own machine; look at who uploaded it, and remove or replace it in the application.',
  repair: 'Manual: what the file is, and whether it may stay, is for a person to say.',
  sentence: {
    'not-accepted': 'The file {actual.file} of {key.table} {key.rowId} has an extension that is not accepted there',
    'content-differs': 'The file {actual.file} of {key.table} {key.rowId} holds {actual.content}, which its extension does not say',
  },
  causes: {
    'not-accepted': 'the application does not accept this extension here',
    'content-differs': 'the first bytes, or what the server calls the file, are of another type than the extension says',
  },
  orderBy: ['source', 'row_id', 'item'],
  doesNotApply: withoutFiles,
  scan: (context) => scanReferences(context, 'file-type'),

  describe(row) {
    const accepted = columnOf(row).accepts.join(', ');
    const extension = row['extension'] === null ? null : String(row['extension']);
    const content = row['content'] === null ? null : String(row['content']);
    const asWords = extension === null ? 'none' : `.${extension}`;
    return describeReference(row, {
      expected: { accepted },
      actual: { extension, content },
      details: [
        row['cause'] === 'not-accepted'
          ? line`Extension: ${asWords} (accepted: ${accepted})`
          : line`Extension: ${asWords}, but the content is ${content}`,
      ],
    });
  },
});
