import type { ReactNode } from 'react';
import { HEALTH } from '../../api/ask.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Answer } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { useWords } from '../../words/use-words.tsx';

/** What health tells of one thing that the service rests on. */
interface Part {
  readonly componentId?: string;
  readonly observedValue?: number;
  readonly status: 'pass' | 'warn' | 'fail';
  readonly time: string;
  /** Why all is not well with it. */
  readonly output?: string;
}

/** `/health`, as those who are known hear it: parts by what they are and what was measured. */
interface Health {
  readonly checks?: Readonly<Record<string, readonly Part[]>>;
}

/** What is told of the service itself, in its order: endpoints stand above. */
const KINDS = ['database', 'store', 'audit', 'schedule', 'outbox', 'backups', 'sign-in'] as const;
type Kind = (typeof KINDS)[number];

const MARKS = { pass: 'ok', warn: 'warning', fail: 'critical' } as const;

/** How well the service itself is, and what it rests on. */
export function ServicePanel(): ReactNode {
  const { service: words } = useWords().status;
  const answer = useAnswer<Health>(HEALTH);
  return (
    <Panel title={words.title} aside={<code className="m">{HEALTH}</code>}>
      <Answer of={answer} what={words.title}>
        {({ checks = {} }) => (
          <Table
            label={words.title}
            look="mini flat"
            rows={KINDS.flatMap((kind) => partsOf(checks, kind).map((part) => ({ kind, part })))}
            keyOf={({ kind, part }) => `${kind} ${part.componentId ?? ''}`}
            columns={[
              { head: words.part, isHeard: true, cell: (row) => <State of={row} /> },
              { head: words.measured, isHeard: true, isNumber: true, isMuted: true, cell: (row) => <Measured of={row} /> },
            ]}
          />
        )}
      </Answer>
    </Panel>
  );
}

function partsOf(checks: NonNullable<Health['checks']>, kind: Kind): readonly Part[] {
  return Object.entries(checks).flatMap(([name, parts]) => (name.startsWith(`${kind}:`) ? parts : []));
}

interface RowOf {
  readonly of: { readonly kind: Kind; readonly part: Part };
}

function State({ of: { kind, part } }: RowOf): ReactNode {
  const { service: words } = useWords().status;
  return (
    <span className="gt">
      <Mark kind={MARKS[part.status]} alone />
      <span>
        {words.parts[kind]} {part.componentId !== undefined && <span className="m">{part.componentId}</span>}
        {part.output !== undefined && <span className="s m block">{part.output}</span>}
      </span>
    </span>
  );
}

function Measured({ of: { kind, part } }: RowOf): ReactNode {
  const { status: words, number } = useWords();
  const value = part.observedValue ?? null;
  if (kind === 'database' || kind === 'store' || kind === 'sign-in') return words.ms(value);
  return kind === 'outbox' ? number(value ?? 0) : <Time at={part.time} />;
}
