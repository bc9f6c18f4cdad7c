import type { MarkKind } from '../components/mark.tsx';

const number = new Intl.NumberFormat('en');
const plural = new Intl.PluralRules('en');

/** A count with its thing: "1 finding", "2 findings". */
const counted = (count: number, one: string, many = `${one}s`): string =>
  `${number.format(count)} ${plural.select(count) === 'one' ? one : many}`;

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

const marks: Record<MarkKind, string> = {
  critical: 'Critical',
  warning: 'Warning',
  info: 'Info',
  ok: 'Passed',
  na: 'Does not apply',
  ack: 'Acknowledged',
  fail: 'Could not run',
  wait: 'Waiting',
  busy: 'Under way',
};

/** Everything that the dashboard says, in English: the other languages have the same members. */
export const en = {
  language: 'English',
  product: 'PeerQuest Audit',
  marks,
  number: (value: number): string => number.format(value),
  moment: (at: Date): string => `${day.format(at)}, ${clock.format(at)}`,
  zone: (name: string): string => `Times are those of ${name}; point at one for UTC.`,
  copied: 'Copied',
  copyCommand: 'Copy the command',
  loading: 'Loading',
  broken: 'This page could not be drawn, which is a mistake in the dashboard: reload it, and report it if that does not help.',
  tryAgain: 'Try again',
  noConnection: 'The service cannot be reached. What you see is as it was; it is asked again every few seconds.',
  notRead: (what: string): string => `The ${what} could not be read.`,
  request: (id: string): string => `Request ${id}.`,
  skip: 'Skip to the content',
  menu: 'Menu',
  close: 'Close',
  signOut: 'Sign out',
  theme: { label: (now: string): string => `Theme: ${now}`, system: 'follows the system', light: 'light', dark: 'dark' },
  changeLanguage: 'Language',
  roles: { viewer: 'viewer', operator: 'operator', admin: 'admin' },
  database: 'Database',
  offline: (since: string): string => `No connection since ${since}. Writing is off until it is back.`,
  nav: {
    main: 'Main',
    operations: 'Operations',
    administration: 'Administration',
    '/': 'Overview',
    '/findings': 'Findings',
    '/repairs': 'Repairs',
    '/runs': 'Runs',
    '/checks': 'Checks',
    '/schedule': 'Schedule',
    '/status': 'API status',
    '/backups': 'Backups',
    '/alerts': 'Alerts',
    '/log': 'Audit log',
    '/accounts': 'Accounts',
  },
  keys: {
    title: 'Keys',
    list: [
      ['/', 'search'],
      ['G O', 'overview'],
      ['G F', 'findings'],
      ['G R', 'repairs'],
      ['G U', 'runs'],
      ['G S', 'API status'],
      ['T', 'light, dark, as the system'],
      ['?', 'this list'],
      ['Esc', 'close'],
    ] as readonly (readonly [string, string])[],
    off: 'Single keys are off',
    on: 'Single keys are on',
  },
  missing: { title: 'There is no such page', text: 'The address leads nowhere. Pages are listed at the left.', home: 'To the overview' },
  signIn: {
    title: 'Sign in',
    name: 'User name',
    password: 'Password',
    send: 'Sign in',
    help: 'No account? Ask whoever runs this service; an admin makes accounts on the page of that name.',
  },
  setup: {
    title: 'Make the first account',
    text: 'It is an admin. The code stands in the terminal where the service was started, and works once.',
    code: 'Code',
    send: 'Make the account',
  },
  overview: {
    title: 'Overview',
    healthy: 'No data synchronization issues found',
    issues: (count: number): string => `${counted(count, 'issue')} ${count === 1 ? 'requires' : 'require'} attention`,
    never: 'No audit yet',
    neverText: 'An audit reads only. Run the first to see what is there.',
    failed: 'The last audit could not look at everything',
    parts: (critical: number, warning: number, info: number): string =>
      `${number.format(critical)} critical, ${counted(warning, 'warning')}, ${counted(info, 'note')}.`,
    audited: 'Audited',
    checksRan: (ran: number): string => `${counted(ran, 'check')} ran.`,
    numbers: 'What is open',
    isNew: 'new in the last run',
    returned: 'returned',
    repairable: 'repairable now',
    old: 'older than 30 days',
    acknowledged: 'acknowledged',
    total: 'open',
    trend: 'Open findings',
    trendNote: '90 days, by severity',
    trendFew: 'A trend needs two runs.',
    checks: 'Checks with findings',
    check: 'Check',
    open: 'Open',
    since: 'Oldest since',
    noChecks: 'No check has an open finding.',
    incidents: 'Incidents',
    noIncidents: 'No burst of findings dates from one time.',
    incident: (size: number, from: string, to: string): string =>
      `${counted(size, 'finding')} ${size === 1 ? 'dates' : 'date'} from ${from} to ${to}.`,
    runs: 'Runs',
    all: 'All',
    next: (job: string): string => `${job}, next`,
    noRuns: 'No run is recorded yet.',
    modes: { audit: 'Audit', 'dry-run': 'Preview', fix: 'Repair', undo: 'Undo' },
    status: 'API status',
    noProbes: 'No endpoint is probed. Name them under "probes" in the configuration.',
    runAudit: 'Run audit',
    auditStarted: 'The audit has started.',
    preview: 'Preview repair',
  },
};

export type Words = typeof en;
