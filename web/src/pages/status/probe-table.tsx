import type { ReactNode } from 'react';
import { Mark } from '../../components/mark.tsx';
import { RowButton } from '../../components/row-button.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import type { Acts } from '../../components/use-acts.tsx';
import { Link } from '../../router/link.tsx';
import { useMay } from '../../session/use-session.tsx';
import { useWords } from '../../words/use-words.tsx';
import { CertificateEnd } from './certificate-end.tsx';
import type { Pasts } from './past.ts';
import { STATE_MARKS, type Probe } from './probe.ts';
import { UptimeBars } from './uptime-bars.tsx';

/** Stretches of which the list tells the uptime: the page of an endpoint tells all. */
const TOLD = ['day', 'month'] as const;

interface Wish {
  readonly probes: readonly Probe[];
  /** Their past by days; null while it is not known. */
  readonly pasts: Pasts | null;
  readonly busy: Acts['busy'];
  readonly onAsk: (probe: Probe) => void;
}

/** Endpoints, a row each with a bar a day; phones see the bars below, and how often they answered over 30 days. */
export function ProbeTable({ probes, pasts, busy, onAsk }: Wish): ReactNode {
  const { status: words } = useWords();
  const may = useMay('operator');
  return (
    <div className="panel">
      <Table
        label={words.title}
        look="ep mid"
        rows={probes}
        keyOf={({ name }) => name}
        below={(probe) => <Bars of={probe} pasts={pasts} low />}
        columns={[
          { head: words.endpoint, cell: (probe) => <Name of={probe} /> },
          { head: words.bars, isWide: true, width: '36%', cell: (probe) => <Bars of={probe} pasts={pasts} /> },
          ...TOLD.map((window) => ({
            head: words.upOver[window],
            isNumber: true,
            isWide: window !== 'month',
            cell: (probe: Probe) => words.share(probe.state === 'unknown' ? null : probe.windows[window].uptime),
          })),
          ...(['p50', 'p95'] as const).map((part) => ({
            head: words[part],
            isNumber: true,
            isWide: true,
            cell: (probe: Probe) => words.ms(probe.state === 'unknown' ? null : probe.windows.day[part]),
          })),
          ...(may
            ? [
                {
                  head: words.ask,
                  isNumber: true,
                  isHeard: true,
                  cell: (probe: Probe) => (
                    <RowButton label={words.ask} icon="refresh-cw" about={probe.name} busy={busy} onPress={() => onAsk(probe)} />
                  ),
                },
              ]
            : []),
        ]}
      />
    </div>
  );
}

function Bars({ of: { name }, pasts, low }: { readonly of: Probe; readonly pasts: Pasts | null; readonly low?: boolean }): ReactNode {
  const probe = pasts?.probes.find((one) => one.name === name);
  return pasts !== null && probe !== undefined && <UptimeBars name={name} starts={pasts.starts} past={probe.past} low={low === true} />;
}

function Name({ of: probe }: { readonly of: Probe }): ReactNode {
  const { status: words } = useWords();
  return (
    <span className="gt">
      <Mark kind={STATE_MARKS[probe.state]} />
      <span>
        <Link className="q b" to={`/status/${encodeURIComponent(probe.name)}`}>
          {probe.name}
        </Link>
        <span className="s m block">
          {words.states[probe.state]}
          {probe.state !== 'unknown' && (
            <>
              {' '}
              {words.since} <Time at={probe.since} />
              {probe.certificateEnds !== null && (
                <span className="block">
                  {words.certificate} <CertificateEnd at={probe.certificateEnds} />
                </span>
              )}
            </>
          )}
        </span>
      </span>
    </span>
  );
}
