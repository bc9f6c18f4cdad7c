import * as z from 'zod';
import { nearest } from '../nearest.ts';

/** How a database may be called: it must look like no path and no URL. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/;

const url = z.string().min(1);

/** The setting `databases`. */
export const databasesSchema = z
  .record(
    z.string(),
    z.strictObject({
      /** Where it is, and where it is written. */
      url,
      /** Where it is read, if that is somewhere else: a replica. */
      read: url.optional(),
      /** The name of another one, which this is a copy of: the same to acknowledgements, and never repaired. */
      backupOf: z.string().optional(),
    }),
  )
  .superRefine((databases, context) => {
    const names = Object.keys(databases);
    const refuse = (path: readonly string[], message: string): void => context.addIssue({ code: 'custom', path: [...path], message });
    if (names.length === 0) refuse([], 'it names no database');
    for (const [name, { backupOf }] of Object.entries(databases)) {
      if (!NAME.test(name))
        refuse([name], 'a name is made of letters, digits, "-" and "_", begins with a letter or digit and has at most 60');
      if (backupOf === undefined) continue;
      const original = Object.hasOwn(databases, backupOf) ? databases[backupOf] : undefined;
      const [near] = nearest(
        backupOf,
        names.filter((other) => other !== name),
      );
      if (original === undefined)
        refuse([name, 'backupOf'], `"databases" names none such${near === undefined ? '' : `: did you mean "${near}"?`}`);
      else if (backupOf === name) refuse([name, 'backupOf'], 'a database is no backup of itself');
      else if (original.backupOf !== undefined)
        refuse([name, 'backupOf'], `"${backupOf}" is a backup itself: name what both are copies of`);
    }
  });
