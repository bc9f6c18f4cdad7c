import type { ReactNode } from 'react';
import { ask, inDatabase } from '../../api/ask.ts';
import type { Job } from '../../api/types.ts';
import { refresh, useAnswer } from '../../api/use-answer.ts';
import { Commands } from '../../components/commands.tsx';
import { Head } from '../../components/head.tsx';
import { NothingYet } from '../../components/nothing-yet.tsx';
import { Answer } from '../../components/states.tsx';
import { useActs } from '../../components/use-acts.tsx';
import { Link } from '../../router/link.tsx';
import { pageIn, useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';
import { jobCommand } from './job-command.ts';
import { nameOf } from './job-name.ts';
import { JobTable } from './job-table.tsx';

/** Audits that are made again and again: when, what they came to, and each of them now. */
export default function SchedulePage(): ReactNode {
  const { schedule: words, zone } = useWords();
  const { all } = useDatabase();
  const jobs = useAnswer<{ readonly jobs: readonly Job[] }>('/jobs');
  const { note, busy, act } = useActs();
  const run = (job: Job): void =>
    act(nameOf(job), async () => {
      const { name, database } = job;
      await ask(inDatabase(database, `/jobs/${encodeURIComponent(name)}/runs`), { method: 'POST', body: {} });
      refresh('/jobs');
      return { kind: 'ok', text: words.begun(name), link: <Link to={pageIn({ name: database, all }, '/runs')}>{words.runs}</Link> };
    });
  return (
    <>
      <Head title={words.title}>
        <p>
          {words.text} {zone(Intl.DateTimeFormat().resolvedOptions().timeZone)}
        </p>
      </Head>
      {note}
      <Answer of={jobs} what={words.title}>
        {({ jobs: told }) =>
          told.length === 0 ? (
            <NothingYet text={words.nothing} write={EXAMPLE} />
          ) : (
            <>
              <JobTable jobs={told} busy={busy} onRun={run} />
              <Commands
                title={words.commands}
                lines={[
                  ...told.map((job) => [all.length < 2 ? job.name : nameOf(job), jobCommand(job, all)] as const),
                  [words.elsewhere, 'peerquest-audit schedule --print crontab'],
                ]}
              />
            </>
          )
        }
      </Answer>
    </>
  );
}

const EXAMPLE = `"jobs": [
  { "name": "weekly", "cron": "0 9 * * 1" }
]`;
