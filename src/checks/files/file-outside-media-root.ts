import { line, words } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { describeReference, FILE_CHECK, scanReferences, withoutFolder } from './reference-check.ts';

const CAUSES: Readonly<Record<string, string>> = {
  traversal: 'a part of the name is "..", plain or encoded once or several times',
  'absolute-path': 'the name begins at the root of the disk, plain or encoded',
  'nul-byte': 'the name holds a NUL byte, which ends it early in some programs',
  'link-leads-out': 'a symbolic link in the media root leads out of it',
};

export default defineCheck({
  ...FILE_CHECK,
  id: 'file-outside-media-root',
  title: 'References to Files Outside the Media Root',
  summaryLabel: 'References to files outside the media root',
  severity: 'critical',
  invariant: 'Every file that a row names lies inside the media root.',
  why: 'The list of files is written by clients: such a name is an attempt to read, or to have deleted, files of the server.',
  advice:
    'Treat it as an attack: find out who wrote it and when, look at the server’s log for requests of that name, then correct the row.',
  repair: 'Manual: it is evidence, and the row belongs to a user.',
  sentence: 'The file {actual.file} of {key.table} {key.rowId} lies outside the media folder',
  causes: CAUSES,
  orderBy: ['source', 'row_id', 'item'],
  doesNotApply: (context) => withoutFolder(context, 'links that lead out cannot be seen through a URL'),
  scan: (context) => scanReferences(context, 'file-outside-media-root'),

  describe(row) {
    return describeReference(row, {
      expected: { insideMediaRoot: true },
      actual: { insideMediaRoot: false },
      details: [line`Outside: ${words(CAUSES[String(row['cause'])] ?? String(row['cause']))}; it was not opened`],
    });
  },
});
