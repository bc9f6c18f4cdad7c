import type { ReactNode } from 'react';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Something that somebody did. */
export interface Deed {
  readonly id: string;
  readonly at: string;
  readonly who: string;
  /** How they were known: by a session, a token, a proxy. */
  readonly way: string;
  readonly address: string;
  readonly deed: string;
  /** What it was done to. */
  readonly about: unknown;
  /** Leads to the service's log. */
  readonly correlation: string;
}

/** Deeds, a row each; phones do without where they came from. */
export function DeedTable({ deeds }: { readonly deeds: readonly Deed[] }): ReactNode {
  const { log: words } = useWords();
  return (
    <div className="panel">
      <Table
        label={words.title}
        rows={deeds}
        keyOf={({ id }) => id}
        empty={words.nothing}
        columns={[
          { head: words.when, cell: ({ at }) => <Time at={at} /> },
          {
            head: words.who,
            isForeign: true,
            cell: ({ who, way }) => (
              <>
                {who === '' ? words.nobody : who}
                <div className="s m">{way}</div>
              </>
            ),
          },
          {
            head: words.what,
            isForeign: true,
            cell: ({ deed, about }) => (
              <>
                {deed}
                <div className="s m">{told(about)}</div>
              </>
            ),
          },
          { head: words.from, isForeign: true, isMuted: true, isWide: true, cell: ({ address }) => address },
          { head: words.request, isWide: true, cell: ({ correlation }) => <code title={correlation}>{correlation.slice(0, 8)}</code> },
        ]}
      />
    </div>
  );
}

/** What a deed was about, by its members. */
function told(about: unknown): string {
  const members = typeof about === 'object' && about !== null ? Object.entries(about) : [];
  return members.map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ');
}
