import { furthestFrom } from '../clock.ts';
import type { AlertState } from '../history/index.ts';
import { knownIn, subjectOfTopic } from './after-run.ts';
import type { CheckChange, ConditionDigest, Digest } from './digest.ts';
import { outsideName } from './outside-name.ts';
import { publish, type AlertPorts, type Told } from './publish.ts';

/** Reminds channels of what is still not well, as often as each wants to be. */
export async function remind(ports: AlertPorts): Promise<void> {
  const { store, settings, clock } = ports;
  const wishes = Object.values(settings.channels).flatMap(({ remind: after }) => (after === null ? [] : [after]));
  if (wishes.length === 0) return;
  const now = clock().getTime();
  const at = new Date(now).toISOString();
  const ahead = furthestFrom(at);
  for (const state of await store.alertStates.badSince(new Date(now - Math.min(...wishes)).toISOString(), ahead)) {
    const told = state.state as Told<unknown>;
    const isDue = (channel: string): boolean => {
      const after = settings.channels[channel]?.remind ?? null;
      const last = told.reminded[channel] ?? state.toldAt;
      return after !== null && (now - Date.parse(last) >= after || last > ahead);
    };
    const due = Object.keys(settings.channels).filter(isDue);
    if (due.length === 0) continue;
    const reminded = { ...told.reminded, ...Object.fromEntries(due.map((channel) => [channel, at])) };
    const digest = reminderOf(state, at);
    await publish(ports, state, { ...state, state: { about: told.about, reminded } }, (_, channel) =>
      due.includes(channel) ? digest : null,
    );
  }
}

function reminderOf(state: AlertState, at: string): Digest {
  const subject = subjectOfTopic(state.topic);
  if (subject === null) return { ...(state.state as Told<ConditionDigest>).about, isReminder: true, at };
  const { checks, trouble } = knownIn(state);
  const changes = Object.entries(checks).flatMap(([check, { count, severity, group, title }]): CheckChange[] =>
    count === 0
      ? []
      : [{ check, group, title, severity, what: 'worse', before: null, after: count, appeared: null, returned: null, resolved: null }],
  );
  return {
    ...{ type: 'findings', isReminder: true, database: outsideName(subject), subject, at, run: null, totals: null, changes, first: [] },
    trouble: trouble === null ? null : { news: 'run-failed', isBad: true, sentence: trouble },
  };
}
