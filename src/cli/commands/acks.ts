import widthOf from 'fast-string-width';
import { printable, printed, redactAcknowledgement, shellWord, type Acknowledgement } from '../../model/index.ts';
import { answerJson } from '../../report/index.ts';
import type { AcknowledgementState } from '../../service/index.ts';
import { findKeeping, inOrder, Workspace } from '../../workspace/index.ts';
import { calledAs } from '../called-as.ts';
import type { FileFlags } from '../file-flags.ts';
import { keepingHint } from '../keeping-hint.ts';
import type { DatabaseFlags, FormatFlag, GlobalFlags, KeepingFlags, RedactFlag } from '../options.ts';
import { resolveRedact } from '../resolve-options.ts';
import { acknowledgementStates } from '../acknowledgement-states.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `acks`. */
export type AcksFlags = DatabaseFlags & GlobalFlags & KeepingFlags & FileFlags & FormatFlag & RedactFlag;

/** Prints what is acknowledged, and how each stands. */
export async function listAcknowledgements(flags: AcksFlags, terminal: Terminal): Promise<void> {
  const workspace = await Workspace.open(flags);
  // That none is named is told before a baseline is read.
  await workspace.database();
  const keeping = await findKeeping(workspace);
  const all = [...(await keeping.all())].sort(inOrder);
  const states = await acknowledgementStates(workspace, all, flags);
  const shown = resolveRedact(flags, workspace.settings) ? all.map(redactAcknowledgement) : all;
  const listed = shown.map((acknowledgement, index) => ({ acknowledgement, state: states[index] ?? 'unknown' }));
  if (flags.format === 'json') {
    const acknowledgements = listed.map(({ acknowledgement: { check, key, fingerprint, reason, by, on, until }, state }) => {
      return { check, key, fingerprint, reason, by, on, until, state };
    });
    terminal.print(answerJson({ acknowledgements }), 'data');
    return;
  }
  const hint = keepingHint(flags);
  if (listed.length === 0) {
    const where = keeping.isThere() ? keeping.location : `${keeping.location}, which is not there yet`;
    terminal.print(printable(`Nothing is acknowledged in ${where}. Next: ${calledAs()}${hint} --detailed   (names what "ack" takes)`));
    return;
  }
  const width = shown.reduce((widest, one) => Math.max(widest, widthOf(nameOf(one))), 0);
  for (const { acknowledgement, state } of listed) terminal.print(lineOf(acknowledgement, state, Math.min(width, WIDEST)));
  const obsolete = states.filter((state) => state === 'obsolete').length;
  const next =
    obsolete === 0
      ? `unack ${shellWord(listed[0] === undefined ? '' : `${listed[0].acknowledgement.check}:${listed[0].acknowledgement.key}`)}${hint}   (takes this one back)`
      : `unack --obsolete${hint}   (removes the ${obsolete} whose finding is gone)`;
  terminal.print('');
  terminal.print(printable(`${countsOf(states)}, in ${keeping.location}. Next: ${calledAs()} ${next}`));
}

/** Longer names push the rest of their line aside, not that of all lines. */
const WIDEST = 80;

function nameOf({ check, key }: Acknowledgement): string {
  return printable(`${check}:${key}`);
}

function lineOf(acknowledgement: Acknowledgement, state: AcknowledgementState, width: number): string {
  const { reason, by, on, until } = acknowledgement;
  const end = until === null ? '' : ` until ${until}`;
  const name = nameOf(acknowledgement);
  return `${state.padEnd(8)}  ${name}${' '.repeat(Math.max(0, width - widthOf(name)))}  ${printed`${on} by ${by}${end}: ${reason}`}`;
}

/** The states, in the order in which they are counted, with their words. */
const WORDS = { holds: 'hold', changed: 'changed', expired: 'expired', obsolete: 'obsolete', unknown: 'unknown' } as const;

function countsOf(states: readonly AcknowledgementState[]): string {
  const parts = Object.entries(WORDS).flatMap(([state, word]) => {
    const count = states.filter((other) => other === state).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  return `${states.length} acknowledged: ${parts.join(', ')}`;
}
