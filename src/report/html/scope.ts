import { hasPhases, lagInWords, withoutControls, type RunResult } from '../../model/index.ts';
import { counted, day, duration, figure } from './figures.ts';
import { markup, type Content, type Markup } from './markup.ts';

/** What was looked at, when, and with what: without it no number says anything. */
export function scopePanel(result: RunResult, next: { readonly command: string; readonly words: string }, copy: Markup): Markup {
  const facts = factsOf(result).map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`);
  return markup`<section class="panel scope"><header><h2>What was looked at</h2></header><div class="pad"><dl class="facts">${facts}</dl></div><div class="pad next"><span class="s m">Next: ${next.words}</span><div class="cmd"><code tabindex="0">${next.command}</code>${copy}</div></div></section>\n`;
}

type Fact = readonly [name: string, value: Content];

function factsOf(result: RunResult): readonly Fact[] {
  const { start, durationMs } = result;
  const { database, user, address } = start;
  const who = user === null ? 'all users' : withoutControls(`user ${user.username ?? user.id}`);
  const checks = start.leftOut.length === 0 ? '' : `, ${figure(start.leftOut.length)} left out`;
  return [
    ['Database', withoutControls(`${database.name}, ${database.engine}`)],
    ...(database.subject === undefined
      ? []
      : [
          [
            'Name',
            withoutControls(database.backup === undefined ? database.subject : `${database.backup}, a backup of ${database.subject}`),
          ] as const,
        ]),
    ...(address === database.name ? [] : [['Address', withoutControls(address)] as const]),
    ...(database.replica === null ? [] : [['Snapshot', withoutControls(`of a replica, ${lagInWords(database.replica)}`)] as const]),
    ...namesFact('Schemas', database.schemas),
    ...namesFact('Relations', database.relations),
    ['Scope', `${who}, ${counted(start.checks.length, 'check')}${checks}`],
    ...(hasPhases(start) ? totals(result) : []),
    ['Run', markup`<code>${start.id}</code>`],
    ['Started', time(start.startedAt)],
    ['Took', duration(durationMs)],
    ['Machine', withoutControls(start.host)],
    ['Version', `peerquest-audit ${start.toolVersion}`],
  ];
}

/** `table: what it is`, where there is something to be said. */
function namesFact(name: string, of: Readonly<Record<string, string>> | null): readonly Fact[] {
  if (of === null) return [];
  const all = Object.entries(of);
  const values = new Set(all.map(([, value]) => value));
  const [only = ''] = values;
  return [
    [name, withoutControls(name === 'Schemas' && values.size === 1 ? only : all.map(([table, value]) => `${table}: ${value}`).join(', '))],
  ];
}

function totals({ totals: all }: RunResult): readonly Fact[] {
  const total = (value: number | null): string => (value === null ? 'unknown (not readable)' : figure(value));
  return [
    ['Users', total(all.usersAudited)],
    ['Applications', `${total(all.totalApplications)}, approved ${total(all.approvedApplications)}`],
    ['Participants', total(all.totalParticipants)],
    ['Quests', total(all.totalQuests)],
  ];
}

/** `28 Nov 2026, 09:00 UTC`. */
export function time(instant: string): Markup {
  return markup`<time datetime="${instant}" title="${instant}">${day(instant)}, ${instant.slice(11, 16)} UTC</time>`;
}
