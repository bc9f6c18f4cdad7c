import { bytesText, findRecord, type FoundRecord, type FoundRow, type FoundTable, type RecordName } from '../../backup/index.ts';
import type { DatabaseAddress } from '../../database/index.ts';
import { namedAddress } from '../../config/index.ts';
import { UsageError } from '../../errors.ts';
import { EXIT, printed } from '../../model/index.ts';
import { answerJson } from '../../report/index.ts';
import { Workspace } from '../../workspace/index.ts';
import { backupSource, needText } from '../backup-source.ts';
import { InterruptedError, onInterrupt } from '../interrupt.ts';
import { resolveRedact } from '../resolve-options.ts';
import type { Terminal } from '../terminal.ts';
import type { BackupFlags } from './backup.ts';

/** Flags of `backup find`, beside those that say which backup and which live database. */
export interface BackupFindFlags extends BackupFlags {
  readonly quest?: number;
  readonly user?: string;
}

/** Shows what a record was in a backup beside what it is now; the exit code. */
export async function findInBackup(file: string | undefined, flags: BackupFindFlags, terminal: Terminal): Promise<number> {
  const name = nameOf(flags);
  const source = backupSource(file, flags);
  const workspace = await Workspace.open(flags.against === undefined ? flags : { ...flags, database: flags.against });
  const live = await liveDatabase(workspace, flags);
  const { settings, environment } = workspace;
  const { keyFile = null, scratch } = flags;
  const server = scratch === undefined ? null : await namedAddress(scratch, '--scratch', settings, environment);
  const controller = new AbortController();
  const interrupt = onInterrupt(() => {
    controller.abort(new InterruptedError('Interrupted; nothing of the backup stays.'));
  });
  try {
    const found = await findRecord(
      { source, keyFile, server, live, name, redact: resolveRedact(flags, settings) },
      {
        signal: controller.signal,
        announce: (need) => {
          if (flags.format !== 'json') terminal.tell(needText(need));
        },
      },
    );
    if (flags.format === 'json') terminal.print(answerJson(found), 'data');
    else for (const line of linesOf(found)) terminal.print(line);
    return found.same ? EXIT.clean : EXIT.issues;
  } catch (error) {
    if (!interrupt.happened()) throw error;
    terminal.warn('Interrupted; nothing of the backup stays.');
    return EXIT.interrupted;
  } finally {
    interrupt.release();
  }
}

function nameOf({ quest, user }: BackupFindFlags): RecordName {
  if (quest !== undefined && user === undefined) return { quest };
  if (user !== undefined && quest === undefined) return { user };
  throw new UsageError('BAD_RECORD', 'What is to be found is one quest or one person: give --quest NUMBER or --user NAME.');
}

async function liveDatabase(workspace: Workspace, flags: BackupFindFlags): Promise<DatabaseAddress> {
  try {
    return (await workspace.database()).address;
  } catch (error) {
    if (!(error instanceof UsageError) || error.code !== 'NO_DATABASE' || flags.against !== undefined) throw error;
    throw new UsageError('NO_DATABASE', 'No live database is named to look at beside the backup: give --against URL, or set DATABASE_URL.');
  }
}

function linesOf({ backup, live, tables, sentence }: FoundRecord): readonly string[] {
  const { path, bytes, formats, into } = backup;
  return [
    printed`Backup:    ${path} (${[...formats, bytesText(bytes)].join(', ')}), restored into ${into}`,
    printed`Now:       ${live}`,
    ...tables.flatMap((table, index) => ['', ...tableLines(table, index === 0)]),
    '',
    sentence,
  ];
}

/** The rows of a table, and of those that are the same how many; the record itself in any case. */
function tableLines({ table, label, rows, more, onlyInOne }: FoundTable, isRecord: boolean): readonly string[] {
  const shown = isRecord ? rows : rows.filter(({ state }) => state !== 'same');
  const same = rows.length - shown.length;
  return [
    printed`${table}`,
    ...(same === 0 ? [] : [`  ${same} ${same === 1 ? 'row is' : 'rows are'} the same`]),
    ...shown.flatMap((row) => [printed`  ${label} ${row.key}: ${STATES[row.state]}`, ...valueLines(row)]),
    ...(onlyInOne.length === 0 ? [] : [printed`  columns that only one of the two has: ${onlyInOne.join(', ')}`]),
    ...(more ? [`  and more rows, which were not compared`] : []),
  ];
}

const STATES = { same: 'the same', changed: 'changed', gone: 'gone since', new: 'new since' } as const;

function valueLines({ was, is, changed, state }: FoundRow): readonly string[] {
  if (state === 'changed')
    return changed.map((column) => printed`    ${column}: ${valueText(was?.[column])}, now ${valueText(is?.[column])}`);
  return Object.entries(was ?? is ?? {}).map(([column, value]) => printed`    ${column}: ${valueText(value)}`);
}

/** Letters of a value that are shown. */
const LONGEST = 200;

function valueText(value: string | null | undefined): string {
  if (value == null) return 'nothing';
  if (value === '') return '""';
  return value.length > LONGEST ? `${value.slice(0, LONGEST)}… (${value.length} letters)` : value;
}
