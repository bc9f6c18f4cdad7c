import { Fragment, type ReactNode } from 'react';
import type { Finding } from '../api/finding.ts';
import { useWords, type Words } from '../words/use-words.tsx';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/** What is expected beside what is found, field by field; only what contradicts is tinted (FACE, Components). */
export function Evidence({ of: { expected, actual } }: { readonly of: Pick<Finding, 'expected' | 'actual'> }): ReactNode {
  const words = useWords();
  if (expected === undefined || actual === undefined) return <p className="m s">{words.evidence.notKept}</p>;
  return (
    <div className="cmp">
      <div>{words.evidence.field}</div>
      <div>{words.evidence.expected}</div>
      <div>{words.evidence.found}</div>
      {Object.keys({ ...expected, ...actual }).map((field) => {
        const contradicts = field in expected && field in actual && expected[field] !== actual[field];
        return (
          <Fragment key={field}>
            <div>{field}</div>
            <div>{field in expected ? shown(expected[field], words) : ''}</div>
            <div className={contradicts ? 'x' : undefined}>{field in actual ? shown(actual[field], words) : ''}</div>
          </Fragment>
        );
      })}
    </div>
  );
}

/** Times as times, null as "empty". */
export function shown(value: string | number | boolean | null | undefined, words: Words): string {
  if (value === null || value === undefined) return words.evidence.empty;
  // A text without a letter is told from no value at all.
  if (value === '') return '""';
  return typeof value === 'string' && INSTANT.test(value) ? words.moment(new Date(value)) : String(value);
}
