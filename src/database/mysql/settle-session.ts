import { text } from '../../shape.ts';
import { BadAnswer } from '../answer-guard.ts';
import { answered, answeredOnce } from '../answer-shape.ts';
import { SETTING } from './server-answers.ts';
import { DatabaseError, sentenceOf } from '../../errors.ts';
import { addressText, type ServerAddress } from '../address.ts';
import type { DatabaseRow } from '../read-session.ts';
import { mysqlError } from './errors.ts';
import { literal } from './literal.ts';
import { ISOLATION, settingsOf, type SessionKind, type SessionSetting } from './session-settings.ts';

/** A connection that has just been made. */
export interface NewSession {
  /** Runs a statement and gives its rows. */
  readonly run: (text: string) => Promise<readonly DatabaseRow[]>;
  readonly address: ServerAddress;
}

/** Characters of every plane of Unicode that has any, and those that an escape could lose. */
const PROBE = `'"\\\\n\n\r\0\u001a%_?ë猫\u0308\ufeff\ufffd😀𠜎𰀀\u{e0041}\u{f0000}\u{10fffd}`;

/** Those that could end a text early, or be lost, where their bytes are taken for those of another character set. */
const WRITTEN = 'ë猫你誠ソ表\u0308\ufeff\ufffd😀𠜎𰀀';

/** What the text of every statement is read by: a server may force another character set on all who connect. */
const READ_BY = ['character_set_client', 'character_set_connection', 'character_set_results', 'sql_mode'];

/**
 * Sets what everything that is asked of the server depends on, and looks whether statements are read as they are meant: no name and no
 * value may go to the server before.
 *
 * @throws DatabaseError where the server keeps a setting of its own by which a name could end early
 */
export async function beginSession({ run, address }: NewSession, kind: SessionKind): Promise<void> {
  const first = settingsOf(kind).filter((setting) => setting.first === true);
  try {
    await run(assignments(first));
    const answer = await run(`select ${READ_BY.map((name) => `@@session.${name} as ${name}`).join(', ')}`);
    const found = answeredOnce(answer, 'settings', Object.fromEntries(READ_BY.map((name) => [name, text])));
    for (const setting of first) {
      if (!READ_BY.includes(setting.name)) continue;
      const now = String(found[setting.name]);
      if (now !== setting.value) throw unsettled(setting, address, `and keeps ${now}`);
    }
  } catch (error) {
    throw mysqlError(error, address);
  }
}

/**
 * Sets a session that has begun to what this program relies on, and reads back whether it is so and whether texts pass unharmed.
 * Nothing is taken from the server's configuration, its `init_connect` or the driver's greeting.
 *
 * @throws DatabaseError for a setting that matters and cannot be had, or a way to the server that changes texts
 */
export async function settleSession(session: NewSession, kind: SessionKind): Promise<void> {
  const { run, address } = session;
  const wanted = settingsOf(kind);
  const { level, access } = ISOLATION[kind];
  try {
    const found = await variables(run, wanted);
    const wrong = wanted.filter((setting) => isWrong(setting, found));
    if (wrong.length > 0) await run(assignments(wrong)).catch(() => setOneByOne(session, wrong));
    await run(`set session transaction isolation level ${level}, ${access}`);
    const kept = await variables(run, wanted);
    const lacking = wanted.find((setting) => setting.optional !== true && isWrong(setting, kept));
    if (lacking !== undefined) throw unsettled(lacking, address, `and keeps ${String(kept.get(lacking.name))}`);
    await requireWholeTexts(session);
  } catch (error) {
    throw mysqlError(error, address);
  }
}

/** Tells which setting is refused, and does without those that may be. */
async function setOneByOne({ run, address }: NewSession, settings: readonly SessionSetting[]): Promise<void> {
  for (const setting of settings) {
    await run(assignments([setting])).catch((error: unknown) => {
      const known = mysqlError(error, address);
      // What ended may be the connection itself.
      if (!(known instanceof DatabaseError) || known.code !== 'DATABASE_FAILED') throw known;
      if (setting.optional !== true) throw unsettled(setting, address, `and says "${sentenceOf(error)}"`, error);
    });
  }
}

function unsettled({ name, value, why }: SessionSetting, address: ServerAddress, answer: string, cause?: unknown): DatabaseError {
  return new DatabaseError(
    'SESSION_SETTING',
    `${addressText(address)} does not let this session set ${name} to ${value} (${why}), ${answer}: set it on the server, or connect without what stands in between.`,
    { cause },
  );
}

async function requireWholeTexts({ run, address }: NewSession): Promise<void> {
  // As names are sent, and as values are.
  const rows = await run(`select hex('${WRITTEN}') as h, ${literal(PROBE)} as t`);
  const { h, t } = answeredOnce(rows, 'a text', { h: text, t: text });
  if (h === Buffer.from(WRITTEN).toString('hex').toUpperCase() && t === PROBE) return;
  throw new DatabaseError(
    'TEXT_CHANGED',
    `Texts do not pass unharmed between this program and ${addressText(address)}: connect without the proxy in between, or let it pass utf8mb4 as it is.`,
  );
}

/** One statement that sets all of these. */
function assignments(settings: readonly SessionSetting[]): string {
  return `set ${settings
    .map(({ name, value, keyword }) => `session ${name} = ${keyword ?? (isNumber(value) ? value : `'${value}'`)}`)
    .join(', ')}`;
}

const isNumber = (value: string): boolean => /^\d+$/.test(value);

/** What the session has, of what its server knows. */
async function variables(run: NewSession['run'], settings: readonly SessionSetting[]): Promise<ReadonlyMap<string, string>> {
  const names = ['log_bin', ...settings.map(({ name }) => name)];
  const rows = await run(`show variables where variable_name in (${names.map((name) => `'${name}'`).join(', ')})`);
  // One that is missing is one that the server does not know; this one each knows.
  const found = new Map(answered(rows, 'settings', SETTING).map(({ Variable_name: name, Value: value }) => [name, value]));
  if (!found.has('log_bin')) throw new BadAnswer('it does not tell its settings');
  return found;
}

function isWrong({ name, value, fits }: SessionSetting, found: ReadonlyMap<string, string>): boolean {
  const now = found.get(name);
  if (now === undefined) return false;
  if (fits !== undefined) return !fits(now, found);
  // Zero seconds are printed as 0.000000.
  return isNumber(value) ? Number(now) !== Number(value) : now !== value;
}
