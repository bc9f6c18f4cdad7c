import type { Check } from '../define-check.ts';
import fileChanged from './file-changed.ts';
import fileEmpty from './file-empty.ts';
import fileMissing from './file-missing.ts';
import fileOutsideMediaRoot from './file-outside-media-root.ts';
import fileReferenceMalformed from './file-reference-malformed.ts';
import fileTooLarge from './file-too-large.ts';
import fileType from './file-type.ts';
import fileUnreferenced from './file-unreferenced.ts';

/** Uploaded files. In the order of the report. */
export const filesChecks: readonly Check[] = [
  fileMissing,
  fileEmpty,
  fileTooLarge,
  fileType,
  fileOutsideMediaRoot,
  fileReferenceMalformed,
  fileUnreferenced,
  fileChanged,
];
