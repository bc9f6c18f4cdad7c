import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { besidePage, type BesidePage } from './support/beside-page.ts';
import { runCli, temporaryFolder } from './support/cli.ts';
import { blocksOf, Desk, documentedPages, furnish, typedIn, type Block } from './support/documented.ts';

/** Lines that are not typed here, and why. */
const LEFT_OUT: readonly (readonly [RegExp, string])[] = [
  [/^npm (?:ci|test|run demo)/, 'installs or runs all of this; .ci/run does, on a clean clone'],
  [/^npx vitest /, 'tests, of which the suite is made'],
  [/^python manage\.py /, 'test/cli/old-recipes.test.ts types it in a Django project'],
  [/^openssl /, 'test/documented-certificates.db.test.ts types it, against servers'],
];

/** What a reader puts in the place of words of the page. */
const IN_ITS_PLACE: readonly (readonly [RegExp, string])[] = [
  [/\bRUN\b/g, 'last'],
  [/\bNAME\b/g, 'adventurer26'],
  [/\/srv\/(?:peerquest\/)?media\b/g, 'media'],
  [/\/var\/lib\/node_exporter\b/g, 'node_exporter'],
  [/--output quests\/migrations\//g, '--output '],
  [/^peerquest-audit serve$/, 'peerquest-audit serve --check'],
  [/--users 50000\b/, '--users 50'],
  [/\bOTHER\/dist\b/, 'dist'],
  [/^(read -rs DATABASE_URL)/, '$1 <<< db.sqlite3'],
  // It would look whether there is a terminal.
  [/^(?=peerquest-audit hash-password)/, 'echo "a password of 26 letters" | '],
  [/(?<=new-check order-amount) +--sql/, ' --sql --dir other'],
  [/^curl /, 'curl --silent --show-error --fail '],
  // For other shells; test/cli/completion.test.ts holds the scripts.
  [/^eval "\$\((peerquest-audit completion zsh)\)"/, '$1'],
  [/^(peerquest-audit completion (?:fish|powershell)) \| (?:source|Out-String \| Invoke-Expression)/, '$1'],
  [/\b2026-11-28\b/g, new Date().toISOString().slice(0, 10)],
];

/** How little a bench measures here, where it is looked whether it measures as the page says; of two flags of a name the last counts. */
const LITTLE: Readonly<Record<string, string>> = {
  bench: '--users 100 --engines sqlite --runs 1',
  'bench:html': '--users 100 --runs 1',
  'bench:repair': '--users 100 --missing 5 --engines sqlite --runs 1',
  'bench:start': '--runs 1',
};

/** A line as its reader types it here. */
function typedHere(command: string, places: typeof IN_ITS_PLACE): string {
  const line = [...places, ...IN_ITS_PLACE].reduce((text, [word, own]) => text.replace(word, own), command);
  const [whole = '', name = '', flags = ''] = /^npm run (bench\S*)(?: -- (.*?))? *(?:#.*)?$/.exec(line) ?? [];
  return whole === '' ? line : `npm run --silent ${name} -- ${flags} ${LITTLE[name]}`;
}

/** Pages about another database than the known case. */
const OTHER_DATABASE: Readonly<Record<string, string>> = { 'docs/checks/duplicate-participant.md': 'old.sqlite3' };

/**
 * Blocks that show no command of their own, by page and first line: the command that prints what they show (none: the last one that was
 * typed), or what they are.
 */
const PRINTED: readonly (readonly [string, RegExp, { readonly typed: string | null } | string])[] = [
  ['README.md', /^={9}/, { typed: 'peerquest-audit demo --out peerquest-demo.sqlite3' }],
  ['README.md', /^0 9 \* \* 1/, 'a line of a crontab'],
  ['docs/acknowledging.md', /^PHASE 4/, { typed: 'peerquest-audit --detailed' }],
  ['docs/architecture.md', /^src\//, 'the map of the sources'],
  ['docs/cli.md', /^peerquest-audit \[audit\]/, 'the list of commands; test/cli/help.test.ts holds the help'],
  ['docs/cli.md', /^9217bf50/, 'two runs, one of them interrupted'],
  ['docs/cli.md', /^run +started/, 'figures of one machine; test/cli/history.test.ts holds their form'],
  ['docs/cli.md', /^approved-without-participant/, { typed: 'peerquest-audit checks' }],
  ['docs/cli.md', /^customers-email-unique/, 'a shop with one check; test/cli/foreign-database.test.ts'],
  ['docs/cli.md', /^advice {3}/, { typed: 'peerquest-audit doctor --database peerquest-demo.sqlite3' }],
  ['docs/databases.md', /^postgresql:/, 'addresses'],
  ['docs/files.md', /^Likely a mistake/, 'a folder named wrong; test/cli/wrong-media-root.test.ts'],
  ['docs/history.md', /^Open findings of/, 'nine runs over nine days; test/report/trend-lines.test.ts'],
  ['docs/repair.md', /^ {2}Note: 9 of/, 'a large generated database'],
  ['docs/repair.md', /^ {2}Skipped: update/, 'another program between plan and apply; test/cli/saved-plan.test.ts'],
  ['docs/repair.md', /^ {2}Skipped: create/, { typed: 'peerquest-audit apply monday.plan --database peerquest-demo.sqlite3' }],
  ['docs/repair.md', /^ {2}Skipped: undo/, 'another program between repair and undo; test/cli/undo.test.ts'],
  ['docs/repair.md', /The plan has/, 'a large generated database; test/repair/refusals.db.test.ts'],
  ['docs/repair.md', /^What would be/, 'a question on a terminal; test/cli/question.test.ts'],
  ['docs/repair.md', /Interrupted/, 'Ctrl-C; test/cli/repair-process.db.test.ts'],
  ['docs/repair.md', /Another repair/, 'two repairs at a time; test/repair/repair-lock.db.test.ts'],
  ['docs/repair.md', /^❌ Could not/, 'a trigger that refuses; test/support/trouble-ddl.ts'],
  ['docs/repair.md', /^ {2}Note: the database acts/, 'a trigger'],
  ['docs/repair.md', /The store "sotres/, 'a mistyped store; test/cli/mistyped-files.test.ts'],
  ['docs/repair.md', /The journal that undo needs/, 'a container; test/history/store-location.test.ts'],
  ['docs/repair.md', /^ {2}Run 79e5345f/, 'a repair that was killed; test/repair/settle-earlier.db.test.ts'],
  ['docs/reports.md', /^\{"type":"check-started"/, { typed: 'peerquest-audit --format ndjson' }],
  ['docs/reports.md', /^# PeerQuest Audit/, { typed: 'peerquest-audit --format markdown' }],
  ['docs/reports.md', /^<testcase/, { typed: 'peerquest-audit --format junit' }],
  ['docs/reports.md', /^\{"ruleId"/, { typed: 'peerquest-audit --format sarif' }],
  ['docs/reports.md', /^\[$/, { typed: 'peerquest-audit --format gitlab' }],
  ['docs/reports.md', /^::error/, { typed: 'peerquest-audit --format github' }],
  ['docs/reports.md', /^peerquest_audit_findings/, { typed: 'peerquest-audit --format prometheus' }],
  ['docs/your-own-checks.md', /^examples\/shop/, 'a folder'],
  ['docs/your-own-checks.md', /^={9}/, { typed: null }],
  ['docs/your-own-checks.md', /^ok {7}Tables/, 'of one check, as test/cli/own-checks.test.ts has it'],
];

/** Blocks that say in the text above them that lines which found nothing are left out. */
const SHORTENED: readonly string[] = ['npx peerquest-audit --database sample.sqlite3 --all --detailed'];

const home = temporaryFolder();
beforeAll(() => {
  const begin = home.file('begin');
  mkdirSync(begin);
  furnish(begin);
  const run = (...args: readonly string[]) => runCli(args, { cwd: begin, env: { PEERQUEST_AUDIT_HISTORY: 'on' } });
  run('demo', '--out', 'db.sqlite3');
  cpSync(join(begin, 'db.sqlite3'), join(begin, 'peerquest-demo.sqlite3'));
  writeFileSync(join(begin, 'nightly.sqlite3.gz'), gzipSync(readFileSync(join(begin, 'db.sqlite3'))));
  run('demo', '--users', '50', '--old-schema', '--fault', '0.5', '--out', 'old.sqlite3');
  // Commands that read the history have two runs to tell of.
  for (let time = 0; time < 2; time++) run('--database', 'db.sqlite3', '--record-findings');
});
afterAll(() => {
  home.remove();
});

const pages = documentedPages().map((page) => [page, blocksOf(page)] as const);
const shellPages = pages.filter(([, blocks]) => blocks.some((block) => isShell(block) || typedIn(block).length > 0));

/** A block of command lines. */
function isShell({ language }: Block): boolean {
  return language === 'sh';
}

/** The command lines of a block, each without what it says of itself. */
function commandsOf({ lines }: Block): readonly string[] {
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

const isLeftOut = (command: string): boolean => LEFT_OUT.some(([pattern]) => pattern.test(command));

describe.each(shellPages)('what %s shows typed', (page, blocks) => {
  let desk: Desk;
  let beside: BesidePage;
  let printed = '';
  beforeAll(async () => {
    const folder = home.file(page.replaceAll('/', '-'));
    cpSync(home.file('begin'), folder, { recursive: true });
    const other = OTHER_DATABASE[page];
    if (other !== undefined) cpSync(join(folder, other), join(folder, 'db.sqlite3'));
    beside = await besidePage(page, folder);
    desk = new Desk(folder, beside.env);
  });
  afterAll(() => beside.end());
  const type = (command: string): void => {
    const { status, stdout, stderr } = desk.type(typedHere(command, beside.inItsPlace));
    // What disk a backup may take is another number on each machine, and no trouble; nor is how long a token holds.
    const trouble = stderr.replace(/^It (?:may need .* are free|is a token of .* not shown again)\.\n/, '');
    expect({ is: status === 0 || status === 1, trouble }).toEqual({ is: true, trouble: '' });
    printed = stdout;
  };
  const compare = (shown: readonly string[]): void => {
    expect(desk.missing(shown, printed)).toBeNull();
  };
  for (const block of blocks) {
    const how = howPrinted(page, block);
    if (isShell(block)) {
      it(`${block.at}: begins where its reader is`, () => {
        desk.goHome();
      });
      for (const command of commandsOf(block)) {
        if (!isLeftOut(command))
          it(`${block.at}: ${command}`, () => {
            type(command);
          });
      }
    } else if (typeof how === 'object') {
      it(`${block.at}: what ${how.typed ?? 'was typed'} prints`, () => {
        if (how.typed !== null) type(how.typed);
        compare(block.lines);
      });
    }
    for (const { command, shown } of typedIn(block)) {
      if (!isLeftOut(command))
        it(`${block.at}: ${command}`, () => {
          type(command);
          compare(SHORTENED.includes(command) ? shown.flatMap((line) => [line, '…']) : shown);
        });
    }
  }
});

describe('the pages', () => {
  it('show nothing that is neither typed nor compared, unless it is said here what it is', () => {
    const unknown = pages.flatMap(([page, blocks]) =>
      page.startsWith('docs/checks/')
        ? []
        : blocks.filter((block) => block.language === '' && typedIn(block).length === 0 && howPrinted(page, block) === undefined),
    );
    expect(unknown.map(({ at }) => at)).toEqual([]);
  });

  it('have every line and every block that is left out here', () => {
    const commands = shellPages.flatMap(([, blocks]) =>
      blocks.flatMap((block) => [...(isShell(block) ? commandsOf(block) : []), ...typedIn(block).map(({ command }) => command)]),
    );
    expect(LEFT_OUT.filter(([pattern]) => !commands.some((command) => pattern.test(command)))).toEqual([]);
    const named = commands.filter(isLeftOut).flatMap((command) => command.match(/\btest\/[\w./-]+/g) ?? []);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
    const blocks = pages.flatMap(([page, all]) => all.map((block) => [page, block] as const));
    expect(PRINTED.filter((entry) => !blocks.some(([page, block]) => entry[0] === page && entry[1].test(block.lines[0] ?? '')))).toEqual(
      [],
    );
  });
});

function howPrinted(page: string, { lines }: Block): (typeof PRINTED)[number][2] | undefined {
  return PRINTED.find(([name, first]) => name === page && first.test(lines[0] ?? ''))?.[2];
}
