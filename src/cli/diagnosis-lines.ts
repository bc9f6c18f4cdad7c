import type { Colors } from 'picocolors/types.js';
import type { Diagnostic } from '../database/index.ts';
import { printable } from '../model/index.ts';

type Level = Diagnostic['level'];

/** What needs attention comes first, then what is good to know, then what is well. */
const ORDER: readonly Level[] = ['problem', 'advice', 'note', 'ok'];

/** How several things of one topic are told in one line, where nobody has to do anything about them. */
const FOLDED: Readonly<Partial<Record<Level, Readonly<Record<string, (count: number) => string>>>>> = {
  ok: {
    Tables: (count) => `${count} checks can run`,
    Query: (count) => `the queries of ${count} checks of your own are understood`,
    Index: (count) => `${count} that checks use are there`,
    Repair: (count) => `${count} kinds: nothing is known to stand in the way`,
  },
  note: { Tables: (count) => `${count} checks do not apply, for lack of a table or a column (--detailed tells which)` },
};

/**
 * The lines of `doctor`: what needs attention first.
 *
 * @param detailed a line for each thing; else what is well is folded into one line for each topic
 */
export function diagnosisLines(diagnostics: readonly Diagnostic[], detailed: boolean, colors: Colors): readonly string[] {
  const paint: Readonly<Record<Level, (text: string) => string>> = {
    problem: colors.red,
    advice: colors.yellow,
    note: colors.dim,
    ok: colors.green,
  };
  const parts = ORDER.map((level) => {
    const those = diagnostics.filter((diagnostic) => diagnostic.level === level);
    return detailed ? those : folded(those);
  });
  const attention = parts.slice(0, 2).flat();
  const rest = parts.slice(2).flat();
  const line = ({ topic, level, text }: Diagnostic): string => `${paint[level](level.padEnd(7))}  ${topic.padEnd(16)} ${printable(text)}`;
  return [...attention.map(line), ...(attention.length > 0 && rest.length > 0 ? [''] : []), ...rest.map(line)];
}

/** Things of one level, several of a topic as one. */
function folded(those: readonly Diagnostic[]): readonly Diagnostic[] {
  const count = (topic: string): number => those.filter((other) => other.topic === topic).length;
  const told = new Set<string>();
  return those.flatMap((one) => {
    const words = FOLDED[one.level]?.[one.topic];
    if (words === undefined || count(one.topic) === 1) return [one];
    if (told.has(one.topic)) return [];
    told.add(one.topic);
    return [{ ...one, text: words(count(one.topic)) }];
  });
}
