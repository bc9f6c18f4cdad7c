import { isAsGrave, minuteOf, withoutControls, type Severity, withoutEnd } from '../model/index.ts';
import { cutTo } from './cut-to.ts';
import { isBadNews, severityOf, type CheckChange, type ConditionDigest, type Digest, type FindingsDigest } from './digest.ts';

/** What chats have been told since the first recipes of PeerQuest's audit: people and scripts look for it. */
export const ISSUES_DETECTED = '🚨 PeerQuest data synchronization issues detected!';
const RESOLVED = '✅ PeerQuest data synchronization issues resolved';

/** A part of a message, in plain text without control characters; each medium escapes it. */
export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** A message before it is put into the words of a medium. */
export interface Message {
  readonly isBad: boolean;
  readonly severity: Severity;
  /** The first line of a chat. */
  readonly opening: string;
  /** What it is about, in half a line. */
  readonly subject: string;
  readonly sections: readonly Section[];
  /** What to type to see more; null where there is nothing more. */
  readonly command: string | null;
  readonly link: string | null;
}

/** Letters of a line at most: a database may hold a title of a megabyte. */
const LONGEST_LINE = 300;

/** What is to be said of digests, the oldest first. */
export function messageOf(digests: readonly Digest[], publicUrl: string | null): Message {
  const last = digests.at(-1);
  const isBad = digests.some(isBadNews);
  const subjects = digests.map(subjectOf);
  const subject = subjects.length > 3 ? `${subjects.slice(0, 2).join('; ')}; and ${subjects.length - 2} more` : subjects.join('; ');
  return {
    isBad,
    severity: digests.map(severityOf).reduce((gravest, one) => (isAsGrave(one, gravest) ? one : gravest), 'info'),
    opening: openingOf(digests, isBad),
    subject,
    sections: digests.flatMap(sectionsOf),
    command: last === undefined ? null : commandOf(last),
    link: last === undefined ? null : linkOf(last, publicUrl),
  };
}

function openingOf(digests: readonly Digest[], isBad: boolean): string {
  const [first] = digests;
  if (first?.type === 'test') return '🔔 PeerQuest Audit: a test message';
  const areFindings = digests.some((digest) => digest.type === 'findings' && digest.changes.length > 0);
  if (areFindings) return isBad ? ISSUES_DETECTED : RESOLVED;
  return isBad ? '🚨 PeerQuest Audit: something needs attention' : '✅ PeerQuest Audit: all is well again';
}

function subjectOf(digest: Digest): string {
  switch (digest.type) {
    case 'test':
      return 'a test message';
    case 'condition':
      return line(`${digest.isReminder ? 'still: ' : ''}${TITLES[digest.news](digest)}`);
    case 'findings':
      return line(`${digest.isReminder ? 'still ' : ''}${findingsSubject(digest)} in ${digest.database}`);
  }
}

const TITLES: Readonly<Record<ConditionDigest['news'], (digest: ConditionDigest) => string>> = {
  'run-failed': ({ name, isBad }) => (isBad ? `job ${name} failed` : `job ${name} works again`),
  'run-overdue': ({ name, isBad }) => (isBad ? `job ${name} is overdue` : `job ${name} has run`),
  probe: ({ name, isBad }) => (isBad ? `${name} is down` : `${name} is up`),
  certificate: ({ name, isBad }) => (isBad ? `the certificate of ${name} expires` : `the certificate of ${name} was renewed`),
  backup: ({ name, isBad }) => (isBad ? `backup ${name} is unfit or too old` : `backup ${name} is well again`),
};

function findingsSubject({ isReminder, changes, trouble }: FindingsDigest): string {
  const words: string[] = [];
  if (trouble !== null) {
    const what = trouble.news === 'backup' ? 'the backup is ' : 'the audit ';
    words.push(
      trouble.isBad
        ? `${what}${trouble.news === 'backup' ? 'unfit' : 'failed'}`
        : `${what}${trouble.news === 'backup' ? 'fit again' : 'works again'}`,
    );
  }
  if (isReminder) {
    const open = changes.reduce((sum, { after }) => sum + after, 0);
    if (open > 0) words.push(count(open, 'finding'));
    return words.join(', ');
  }
  for (const what of ['new', 'worse', 'returned', 'resolved'] as const) {
    const some = changes.filter((change) => change.what === what);
    const number = some.reduce((sum, change) => sum + sizeOf(change), 0);
    if (some.length > 0) words.push(SIZES[what](number));
  }
  return words.join(', ');
}

const SIZES: Readonly<Record<CheckChange['what'], (number: number) => string>> = {
  new: (number) => `${number} new`,
  worse: (number) => `${number} more`,
  returned: (number) => `${number} there again`,
  resolved: (number) => `${number} resolved`,
};

/** How many findings a change is about. */
function sizeOf({ what, before, after, appeared, returned, resolved }: CheckChange): number {
  const byCount = Math.abs(after - (before ?? 0));
  if (what === 'resolved') return resolved ?? byCount;
  if (what === 'returned') return returned ?? byCount;
  return appeared ?? byCount;
}

function sectionsOf(digest: Digest): readonly Section[] {
  switch (digest.type) {
    case 'test':
      return [{ title: '', lines: ['This is a test message of PeerQuest Audit: the channel works. Nothing has happened.'] }];
    case 'condition':
      return [{ title: '', lines: [line(`${digest.isReminder ? 'Still so: ' : ''}${digest.sentence}`)] }];
    case 'findings':
      return findingsSections(digest);
  }
}

function findingsSections({ isReminder, database, run, totals, changes, first, trouble }: FindingsDigest): readonly Section[] {
  const about = [
    `Database: ${database}`,
    ...(run === null ? [] : [`Run: ${run.mode} ${run.id.slice(0, 8)} of ${minuteOf(run.startedAt)} UTC`]),
    ...(totals === null ? [] : [`Found: ${totals.critical} critical, ${totals.warning} warning, ${totals.info} info`]),
  ];
  const sections: Section[] = [{ title: '', lines: about.map(line) }];
  if (trouble !== null) sections.push({ title: '', lines: [line(trouble.sentence)] });
  if (changes.length > 0)
    sections.push({
      title: isReminder ? 'Still there' : 'What has changed',
      lines: changes.map((change) => line(changeLine(change, isReminder))),
    });
  if (first.length > 0)
    sections.push({ title: 'The first findings', lines: first.map(({ check, headline }) => line(`${check}: ${headline}`)) });
  return sections;
}

function changeLine({ check, severity, what, before, after, appeared, returned, resolved }: CheckChange, isReminder: boolean): string {
  if (isReminder) return `${check} (${severity}): ${after}`;
  const which = [
    ...(appeared === null || appeared === 0 ? [] : [`${appeared} new`]),
    ...(returned === null || returned === 0 ? [] : [`${returned} there again`]),
    ...(resolved === null || resolved === 0 ? [] : [`${resolved} gone`]),
  ];
  const from = before === null ? '' : `, ${before} before`;
  return `${check} (${severity}): ${what === 'returned' ? 'there again, ' : ''}${after}${from}${which.length === 0 ? '' : ` (${which.join(', ')})`}`;
}

function commandOf(digest: Digest): string | null {
  if (digest.type !== 'findings') return null;
  if (digest.run === null) return digest.isReminder ? 'peerquest-audit findings' : 'peerquest-audit doctor';
  return `peerquest-audit show ${digest.run.id.slice(0, 8)}`;
}

function linkOf(digest: Digest, publicUrl: string | null): string | null {
  if (publicUrl === null) return null;
  const base = withoutEnd(publicUrl, /\//);
  return digest.type === 'findings' && digest.run !== null ? `${base}/runs/${digest.run.id}` : base;
}

/** A line that neither acts nor hides anything, and is no longer than a line. */
function line(text: string): string {
  return cutTo(withoutControls(text), LONGEST_LINE);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
