import { listOf, misfitOf, nullable, object, recordOf, text, type Shape } from '../shape.ts';

const ANY: Shape = () => null;
const LINE = object({ parts: listOf(text), values: listOf(text) });
const IDENTITY = object({ key: recordOf(ANY), cause: nullable(text) });
const WHOLE = object({
  key: recordOf(ANY),
  cause: nullable(text),
  user: nullable(object({ id: text, username: nullable(text) })),
  quest: nullable(object({ id: ANY, title: nullable(text) })),
  expected: recordOf(ANY),
  actual: recordOf(ANY),
  repair: text,
  headline: LINE,
  details: listOf(LINE),
});

/** What is wrong with what a store keeps of a finding, as the beginning of a sentence; null where it is what a run has said. */
export function saidMisfit(said: unknown): string | null {
  const isWhole = typeof said === 'object' && said !== null && 'expected' in said;
  return misfitOf(said, isWhole ? WHOLE : IDENTITY);
}
