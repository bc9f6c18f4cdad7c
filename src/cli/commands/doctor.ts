import picocolors from 'picocolors';
import { examine, examinePrimary } from '../../audit/index.ts';
import { addressText, primaryOf, type Diagnostic } from '../../database/index.ts';
import { sentenceOf } from '../../errors.ts';
import { EXIT, printable } from '../../model/index.ts';
import { examineRepairs } from '../../service/index.ts';
import { examineStore, Workspace } from '../../workspace/index.ts';
import type { DatabaseFlags, GlobalFlags } from '../options.ts';
import { repeatedFlags } from '../resolve-options.ts';
import type { Terminal } from '../terminal.ts';

/** Looks at everything that an audit and a repair need, and prints it; returns the exit code. */
export async function runDoctor(flags: DatabaseFlags & GlobalFlags, terminal: Terminal): Promise<number> {
  const colors = picocolors.createColors(flags.color && terminal.hasColors);
  const marks = {
    ok: colors.green('ok     '),
    note: colors.dim('note   '),
    advice: colors.yellow('advice '),
    problem: colors.red('problem'),
  };
  const problems: string[] = [];
  const unrepairable: string[] = [];
  const say = ({ topic, level, text }: Diagnostic): void => {
    if (level === 'problem') problems.push(topic);
    if (level === 'advice' && topic === 'Repair') unrepairable.push(text);
    terminal.print(`${marks[level]}  ${topic.padEnd(16)} ${printable(text)}`);
  };
  say({ topic: 'Node.js', level: 'ok', text: process.versions.node });
  const workspace = await Workspace.open(flags);
  const { address, source } = await workspace.database();
  say({ topic: 'Database', level: 'ok', text: `${addressText(address)} (from ${source})` });
  try {
    for await (const diagnostic of examine(address, workspace.settings.checks ?? [])) say(diagnostic);
  } catch (error) {
    say({ topic: 'Connection', level: 'problem', text: sentenceOf(error) });
    throw error;
  }
  if (primaryOf(address) !== address) {
    say({ topic: 'Write database', level: 'ok', text: addressText(primaryOf(address)) });
    for await (const diagnostic of examinePrimary(address)) say({ ...diagnostic, topic: `Write: ${diagnostic.topic}` });
  }
  for await (const diagnostic of examineRepairs(address)) say(diagnostic);
  say(await examineStore(workspace));
  const healthy = problems.length === 0;
  const { database } = repeatedFlags(flags);
  terminal.print(
    healthy
      ? `\n${printable(`${unrepairable.length === 0 ? 'Ready' : 'Ready to audit, but not for every repair: see above'}. Next: peerquest-audit${database} --detailed`)}`
      : '\nNot ready: mend the problems above, then run doctor again.',
  );
  if (!healthy) terminal.warn('doctor found problems that stand in the way of an audit: they are marked "problem" above.');
  return healthy ? EXIT.clean : EXIT.failed;
}
