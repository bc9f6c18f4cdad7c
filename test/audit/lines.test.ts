import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../src/audit/index.ts';
import { defineOwnCheck, toCheck } from '../../src/checks/index.ts';
import { generate, writeDatabase } from '../../src/demo/index.ts';
import { line, printable, printedLine, renderLine, type Finding } from '../../src/model/index.ts';
import { sql } from '../../src/index.ts';
import { temporaryFolder } from '../support/cli.ts';

/** What a name is replaced by: raw, it acts on a terminal and in a browser; and no word of ours. */
const HOSTILE = '<script>§\u001b[2J';
const inHtml = (value: string): string => value.replaceAll('<', '&lt;');

const own = defineOwnCheck({
  id: 'own-titles',
  title: 'Titles',
  severity: 'info',
  key: ['title'],
  find: () => sql`select title, max(id) as expected_id from quests_quest where id < 9 group by title`,
  describe: (row) => ({ headline: `✅ ${String(row['title'])}`, details: [line`✅ of ${row['title']}`, 'plain'] }),
});

describe('what findings tell of a database full of hostile names', () => {
  const folder = temporaryFolder();
  let findings: readonly Finding[];
  beforeAll(async () => {
    const file = folder.file('hostile.sqlite3');
    writeDatabase(file, true, (sink) => generate({ users: 150, faultRate: 0.5, seed: 3, oldSchema: true }, sink));
    const database = new Database(file);
    database.exec(`update quests_quest set title = '${HOSTILE}' || id;
      update users_user set username = '${HOSTILE}' || username; update guilds_guild set name = '${HOSTILE}' || name;
      update quests_questparticipant set status = '${HOSTILE}' where id % 5 = 0; update guilds_guildmembership set status = '${HOSTILE}' where id % 3 = 0`);
    database.close();
    const found: Finding[] = [];
    const request = { only: ['all'], skip: ['files'], includeDropped: true };
    for await (const event of audit({ engine: 'sqlite', file }, request, { ownChecks: [toCheck(own, 'this test')] })) {
      if (event.type === 'findings') found.push(...event.findings);
    }
    findings = found;
  });
  afterAll(() => {
    folder.remove();
  });
  const lines = () => findings.flatMap(({ headline, details }) => [headline, ...details]);

  it('holds it as it is, and among the values only', () => {
    expect(new Set(findings.map(({ check }) => check)).size).toBeGreaterThan(20);
    expect(lines().filter(({ values }) => values.some((value) => value.includes(HOSTILE))).length).toBeGreaterThan(100);
    for (const { parts, values } of lines()) {
      expect(parts).toHaveLength(values.length + 1);
      expect(parts.join('')).not.toMatch(/[§<]/);
    }
  });

  it('escapes it once for a browser, and as ever for a terminal', () => {
    const quest = findings.find(({ check, user }) => check === 'quest-status' && user === null)?.headline ?? line``;
    const [id] = quest.values.slice(1);
    expect(renderLine(quest, inHtml)).toBe(`Quest "&lt;script>§\u001b[2J${id}" (ID: ${id})`);
    expect(printedLine(quest)).toBe(`Quest "<script>§\\u001b[2J${id}" (ID: ${id})`);
  });

  it('takes all that an own check says for a value: it cannot write the marks that scripts look for', () => {
    const [first] = findings.filter(({ check }) => check === own.id);
    const title = `${HOSTILE}1`;
    expect(first?.headline).toEqual({ parts: ['', ''], values: [`✅ ${title}`] });
    expect(first?.details.map(({ values }) => values)).toEqual([[`✅ of ${title}`], ['plain']]);
    expect(first?.details.map(printedLine)).toEqual([`\\u2705 of ${printable(title)}`, 'plain']);
  });
});
