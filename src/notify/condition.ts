import type { ConditionDigest } from './digest.ts';
import { publish, type AlertPorts } from './publish.ts';

/** Something that is well or not, as whoever looks at it says. */
export type Condition = Omit<ConditionDigest, 'type' | 'isReminder' | 'at'>;

/** Tells of something that has become bad, or well again. What is as it was is not told: reminders are another matter. */
export async function alertOfCondition(ports: AlertPorts, condition: Condition): Promise<void> {
  const topic = topicOf(condition);
  for (;;) {
    const before = await ports.store.alertStates.of(topic);
    if (before === null ? !condition.isBad : before.isBad === condition.isBad) return;
    const at = ports.clock().toISOString();
    const digest: ConditionDigest = { ...condition, type: 'condition', isReminder: false, at };
    const state = { topic, state: { about: digest, reminded: {} }, isBad: condition.isBad, toldAt: at };
    if (await publish(ports, before, state, () => digest)) return;
  }
}

function topicOf({ news, name, database }: Condition): string {
  return `${news}:${database ?? ''}:${name}`.slice(0, 250);
}
