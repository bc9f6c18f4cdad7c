import type { ReactNode } from 'react';
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
  if (deeds.length === 0) return <p className="panel p-4">{words.nothing}</p>;
  return (
    <div className="panel">
      <table className="mini">
        <thead>
          <tr>
            <th scope="col">{words.when}</th>
            <th scope="col">{words.who}</th>
            <th scope="col">{words.what}</th>
            <th scope="col" className="hp">
              {words.from}
            </th>
            <th scope="col" className="hp">
              {words.request}
            </th>
          </tr>
        </thead>
        <tbody>
          {deeds.map(({ id, at, who, way, address, deed, about, correlation }) => (
            <tr key={id}>
              <td>
                <Time at={at} />
              </td>
              <td className="[overflow-wrap:anywhere]">
                {who === '' ? words.nobody : who}
                <div className="s m">{way}</div>
              </td>
              <td className="[overflow-wrap:anywhere]">
                {deed}
                <div className="s m">{told(about)}</div>
              </td>
              <td className="hp m [overflow-wrap:anywhere]">{address}</td>
              <td className="hp">
                <code title={correlation}>{correlation.slice(0, 8)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What a deed was about, by its members. */
function told(about: unknown): string {
  const members = typeof about === 'object' && about !== null ? Object.entries(about) : [];
  return members.map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ');
}
