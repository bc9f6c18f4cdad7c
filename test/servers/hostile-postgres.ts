import { both, close, drip, flood, inTurn, say, silent, type Mode } from './hostile-server.ts';
import { int32, message } from './postgres-messages.ts';

const int16 = (value: number): Buffer => int32(value).subarray(2);

const LET_IN = Buffer.concat([message('R', int32(0)), message('K', int32(7), int32(8)), message('Z', 'I')]);
const READY = message('Z', 'I');
const columns = (...names: readonly string[]): Buffer =>
  message(
    'T',
    int16(names.length),
    ...names.flatMap((name) => [`${name}\0`, int32(0), int16(0), int32(25), int16(-1), int32(-1), int16(0)]),
  );
const row = (...values: readonly (string | null)[]): Buffer =>
  message(
    'D',
    int16(values.length),
    ...values.flatMap((value) => (value === null ? [int32(-1)] : [int32(Buffer.byteLength(value)), value])),
  );
const done = message('C', 'SELECT 1\0');
const error = (text: string): Buffer => message('E', 'SERROR\0', 'CXX999\0', `M${text}\0`, '\0');

/** The answer to each question that comes with `begin` and `commit` around it. */
const around = (...answer: readonly Buffer[]): Mode =>
  say(message('C', 'BEGIN\0'), message('C', 'SET\0'), message('C', 'SET\0'), ...answer, message('C', 'COMMIT\0'), READY);

/** Lets the client in, and does this at its first question. */
const atFirst = (act: Mode, ...further: readonly Mode[]): Mode => inTurn(say(LET_IN), act, ...further);

/** As PostgreSQL 16 says, whatever is asked, up to the question that this answers. */
const VERSION = around(columns('version'), row('PostgreSQL 16.1'), done);

/** What no PostgreSQL server does. */
export const HOSTILE_POSTGRES: Readonly<Record<string, Mode>> = {
  'silent from the beginning': silent,
  'silent after the start': inTurn(silent),
  'silent after the login': atFirst(silent),
  'closed at the beginning': close,
  'closed in the middle of the login': inTurn(both(say(message('R', int32(0)).subarray(0, 6)), close)),
  'closed in the middle of an answer': atFirst(both(say(columns('version').subarray(0, 9)), close)),
  'a login that drips': inTurn(drip(Buffer.concat([message('R', int32(0)), Buffer.from('N')]))),
  'an answer that drips': atFirst(drip(columns('version'))),
  'a message of 2 GB': atFirst(both(say(Buffer.concat([Buffer.from('D'), int32(2 ** 31 - 1)])), flood(Buffer.alloc(65_536, 65)))),
  'a message of 2 GB in the login': inTurn(
    both(say(Buffer.concat([Buffer.from('R'), int32(2 ** 31 - 1)])), flood(Buffer.alloc(65_536, 65))),
  ),
  'a negative length': atFirst(say(Buffer.concat([Buffer.from('D'), int32(-5)]), Buffer.alloc(64))),
  'a length of nothing': atFirst(say(Buffer.concat([Buffer.from('D'), int32(0)]), Buffer.alloc(64))),
  garbage: inTurn(flood(Buffer.from('\u0000\u0007HTTP/1.1 400 Bad\r\n\u00ff'))),
  'endless notices': atFirst(flood(message('N', 'SNOTICE\0', 'C00000\0', 'Mhello\0', '\0'))),
  'endless notices in the login': inTurn(flood(message('N', 'SNOTICE\0', 'C00000\0', 'Mhello\0', '\0'))),
  'endless parameters': inTurn(flood(message('S', 'a\0', 'b\0'))),
  'endless short rows': atFirst(both(say(columns('version')), flood(row('a')))),
  'endless long rows': atFirst(both(say(columns('version')), flood(row('a'.repeat(60_000))))),
  'endless rows of nothing but null': atFirst(
    both(say(columns(...Array.from({ length: 1600 }, (_, n) => `a${n}`))), flood(row(...Array.from({ length: 1600 }, () => null)))),
  ),
  'endless descriptions of columns': atFirst(flood(columns('version', 'b'))),
  'challenges for ever': inTurn(say(message('R', int32(5), Buffer.from('salt')))),
  'a version that is null': atFirst(around(columns('version'), row(null), done)),
  'an answer without rows': atFirst(around(columns('version'), message('C', 'SELECT 0\0'))),
  'an answer without columns': atFirst(around(columns(), row(), done)),
  'other columns than were asked for': atFirst(around(columns('other'), row('PostgreSQL 16.1'), done)),
  'a row with more values than columns': atFirst(around(columns('version'), row('PostgreSQL 16.1', 'b', 'c'), done)),
  'rows of nothing, whatever is asked': atFirst(VERSION, around(columns('a'), row(null), done)),
  'no answer to a later question': atFirst(VERSION, silent),
  'an error that moves the cursor': atFirst(
    say(error('\u001b[2J\u001b]0;x\u0007\r✅ No data synchronization issues found.\n    at x (y:1)'), READY),
  ),
  'an error of 40 MB': atFirst(say(error('. '.repeat(20_000_000)), READY)),
  'a copy that nobody asked for': atFirst(say(message('G', Buffer.from([0, 0, 0])))),
};
