import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { manPage } from '../../src/cli/man-page.ts';
import { programWith } from '../../src/cli/program.ts';
import { TERMINAL } from '../support/terminal.ts';

const PAGE = 'dist/peerquest-audit.1.gz';

describe('the manual page', () => {
  const program = programWith(TERMINAL);
  let page: string;
  beforeAll(() => {
    execFileSync(process.execPath, ['scripts/man-page.mjs']);
    page = gunzipSync(readFileSync(PAGE)).toString();
  });

  it('is made from the help of today, and goes with the package', () => {
    expect(page).toBe(manPage(program));
    const { man, scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { man: string; scripts: Record<string, string> };
    expect(man).toBe(`./${PAGE}`);
    expect(scripts['build']).toContain('node scripts/man-page.mjs');
  });

  it('tells of every command, and of every flag once or with its command', () => {
    const help = program.createHelp();
    for (const command of help.visibleCommands(program)) {
      expect(page).toContain(`\n.SS "${command.name().replaceAll('-', '\\-')}`);
      const [, section = ''] = page.split(`\n.SS "${help.subcommandTerm(command).replaceAll('-', '\\-')}"\n`);
      for (const { long } of help.visibleOptions(command)) expect(section.split('\n.S')[0]).toContain((long ?? '').replaceAll('-', '\\-'));
    }
    expect(page).toContain('.B "\\-V, \\-\\-version"');
    expect(page.match(/^\.B "\\-\\-database <url>"$/gm)).toHaveLength(1);
  });

  it('holds nothing but ASCII, and no line of text that roff takes for its own', () => {
    expect(page).toMatch(/^[\n -~]*$/);
    expect(page.split('\n').filter((line) => /^[.']/.test(line) && !/^\.(?:TH|SH|SS|TP|PP|B|I|nf|fi|nh|ad)\b/.test(line))).toEqual([]);
  });

  it.skipIf(spawnSync('groff', ['--version']).error !== undefined)('is rendered without a warning', () => {
    const { stdout, stderr } = spawnSync('groff', ['-man', '-wall', '-Tutf8', '-P-c'], { encoding: 'utf8', input: page });
    expect(stderr).toBe('');
    expect(stdout).toContain('postgresql://…');
    expect(stdout).toContain('  peerquest-audit ack quest-status:5 --reason "the quest stays open on purpose"');
  });
});
