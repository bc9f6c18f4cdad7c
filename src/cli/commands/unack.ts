import { UsageError } from '../../errors.ts';
import { printable, redactAcknowledgement, type Acknowledgement } from '../../model/index.ts';
import { findingName, Search, toldName, type FindingName } from '../../service/index.ts';
import { findKeeping, Workspace } from '../../workspace/index.ts';
import { calledAs } from '../called-as.ts';
import type { FileFlags } from '../file-flags.ts';
import { keepingHint } from '../keeping-hint.ts';
import type { DatabaseFlags, GlobalFlags, KeepingFlags, RedactFlag } from '../options.ts';
import { resolveRedact } from '../resolve-options.ts';
import { acknowledgementStates } from '../acknowledgement-states.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `unack`. */
export interface UnackFlags extends DatabaseFlags, GlobalFlags, KeepingFlags, FileFlags, RedactFlag {
  readonly obsolete?: boolean;
}

/** Takes acknowledgements back, and prints which. */
export async function takeBack(names: readonly string[], flags: UnackFlags, terminal: Terminal): Promise<void> {
  if ((names.length === 0) === (flags.obsolete !== true)) {
    throw new UsageError(
      'NO_FINDING_NAME',
      'Name the findings whose acknowledgement is to be taken back, or give --obsolete: one of both.',
    );
  }
  const wanted = names.map(findingName);
  const workspace = await Workspace.open(flags);
  const keeping = await findKeeping(workspace);
  const all = await keeping.all();
  const redact = resolveRedact(flags, workspace.settings);
  const gone = names.length > 0 ? named(wanted, all, keeping.location, redact) : await obsolete(all, flags, workspace);
  if (gone.length > 0) await keeping.remove(gone);
  const shown = redact ? gone.map(redactAcknowledgement) : gone;
  for (const { check, key } of shown) terminal.print(printable(`${check}:${key}`));
  const what = names.length > 0 ? 'acknowledged' : 'obsolete';
  terminal.print(
    printable(
      gone.length === 0
        ? `Nothing ${what} in ${keeping.location}.`
        : `Took back ${gone.length} ${gone.length === 1 ? 'acknowledgement' : 'acknowledgements'}, in ${keeping.location}.`,
    ),
  );
  terminal.print('');
  terminal.print(printable(`Next: ${calledAs()} acks${keepingHint(flags)}   (what is acknowledged still)`));
}

function named(
  names: readonly FindingName[],
  all: readonly Acknowledgement[],
  location: string,
  redact: boolean,
): readonly Acknowledgement[] {
  const search = new Search<Acknowledgement>(names, redact);
  for (const one of all) search.look(one);
  return search.result(
    (name) => `Nothing that "${toldName(name, redact)}" names is acknowledged in ${location}: "peerquest-audit acks" lists what is.`,
  );
}

async function obsolete(all: readonly Acknowledgement[], flags: UnackFlags, workspace: Workspace): Promise<readonly Acknowledgement[]> {
  if (all.length === 0) return [];
  const states = await acknowledgementStates(workspace, all, flags);
  return all.filter((_, index) => states[index] === 'obsolete');
}
