import picocolors from 'picocolors';
import { examine, examinePrimary } from '../../audit/index.ts';
import { addressText, primaryOf, type Diagnostic } from '../../database/index.ts';
import { sentenceOf } from '../../errors.ts';
import { EXIT, printable } from '../../model/index.ts';
import { answerJson } from '../../report/index.ts';
import { examineRepairs } from '../../service/index.ts';
import { examineDotenv, examineStore, Workspace } from '../../workspace/index.ts';
import { calledAs } from '../called-as.ts';
import { diagnosisLines } from '../diagnosis-lines.ts';
import type { DatabaseFlags, FormatFlag, GlobalFlags } from '../options.ts';
import { repeatedFlags } from '../resolve-options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `doctor`. */
export interface DoctorFlags extends DatabaseFlags, GlobalFlags, FormatFlag {
  readonly detailed?: boolean;
  readonly store?: string;
}

/** Advice of these topics is about what a repair is refused for. */
const OF_REPAIRS: readonly string[] = ['Repair', 'Store', 'Write: Connection'];

/** Looks at everything that an audit and a repair need, and prints it; returns the exit code. */
export async function runDoctor(flags: DoctorFlags, terminal: Terminal): Promise<number> {
  const workspace = await Workspace.open(flags);
  const { address, source } = await workspace.database();
  const found: Diagnostic[] = [];
  let failure: { readonly error: unknown } | null = null;
  try {
    for await (const diagnostic of everything(workspace)) found.push(diagnostic);
  } catch (error) {
    failure = { error };
    found.push({ topic: 'Connection', level: 'problem', text: sentenceOf(error) });
  }
  const ready = found.every(({ level }) => level !== 'problem');
  const repairable = ready && found.every(({ topic, level }) => level !== 'advice' || !OF_REPAIRS.includes(topic));
  if (flags.format === 'json') {
    terminal.print(answerJson({ database: { address: addressText(address), source }, ready, repairable, diagnostics: found }), 'data');
  } else {
    const colors = picocolors.createColors(flags.color && terminal.hasColors);
    for (const line of diagnosisLines(found, flags.detailed === true, colors)) terminal.print(line);
    if (failure === null) terminal.print(`\n${closing(ready, repairable, flags)}`);
  }
  if (failure !== null) throw failure.error;
  if (!ready) terminal.warn('doctor found problems that stand in the way of an audit: they are marked "problem" above.');
  return ready ? EXIT.clean : EXIT.failed;
}

/** All that is looked at, in the order in which it depends on one another. */
async function* everything(workspace: Workspace): AsyncGenerator<Diagnostic> {
  const { address, source } = await workspace.database();
  yield { topic: 'Node.js', level: 'ok', text: process.versions.node };
  yield { topic: 'Database', level: 'ok', text: `${addressText(address)} (from ${source})` };
  const dotenv = await examineDotenv(workspace);
  if (dotenv !== null) yield dotenv;
  yield* examine(address, workspace.settings.checks ?? []);
  if (primaryOf(address) !== address) {
    yield { topic: 'Write database', level: 'ok', text: addressText(primaryOf(address)) };
    for await (const diagnostic of examinePrimary(address)) yield { ...diagnostic, topic: `Write: ${diagnostic.topic}` };
  }
  yield* examineRepairs(address);
  yield await examineStore(workspace);
}

function closing(ready: boolean, repairable: boolean, flags: DoctorFlags): string {
  if (!ready) return 'Not ready: mend the problems above, then run doctor again.';
  const how = repairable ? 'Ready' : 'Ready to audit, but not for every repair: see above';
  const { database, store } = repeatedFlags(flags);
  return printable(`${how}. Next: ${calledAs()}${database}${store} --detailed`);
}
