import { both, close, drip, flood, inTurn, say, silent, type Mode } from './hostile-server.ts';
import { GREETING, packet } from './mysql-packets.ts';

const LET_IN = packet(2, [0, 0, 0, 2, 0, 0, 0]);
const OK = packet(1, [0, 0, 0, 2, 0, 0, 0]);
const END = [254, 0, 0, 2, 0];

const text = (value: string): Buffer => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
const column = (number: number, name: string): Buffer =>
  packet(number, text('def'), text(''), text(''), text(''), text(name), text(''), [12, 33, 0, 255, 0, 0, 0, 253, 0, 0, 0, 0, 0]);
/** An answer of one row; null is a value like others. */
const table = (names: readonly string[], values: readonly (string | null)[]): Buffer =>
  Buffer.concat([
    packet(1, [names.length]),
    ...names.map((name, index) => column(index + 2, name)),
    packet(names.length + 2, END),
    packet(names.length + 3, ...values.map((value) => (value === null ? [251] : text(value)))),
    packet(names.length + 4, END),
  ]);
const header = Buffer.concat([packet(1, [1]), column(2, 'a'), packet(3, END)]);

/** As many columns as a table may have. */
const WIDTH = 4000;
const wideHeader = Buffer.concat([
  packet(1, [252, WIDTH & 255, WIDTH >> 8]),
  ...Array.from({ length: WIDTH }, (_, n) => column((n + 2) & 255, `a${n}`)),
  packet((WIDTH + 2) & 255, END),
]);

/** Rows with numbers that go on, 256 of them. */
const rowsOf = (value: Buffer, first = 4): Buffer => Buffer.concat(Array.from({ length: 256 }, (_, n) => packet((n + first) & 255, value)));

const greeted =
  (...acts: readonly Mode[]): Mode =>
  (socket) => {
    say(GREETING)(socket);
    inTurn(...acts)(socket);
  };
/** Lets the client in, and its first statement pass, and then does this. */
const atFirst = (act: Mode): Mode => greeted(say(LET_IN), say(OK), act);
const VERSION = ['version', 'comment', 'id'];

/** What no MySQL server does. */
export const HOSTILE_MYSQL: Readonly<Record<string, Mode>> = {
  'silent from the beginning': silent,
  'silent after the greeting': greeted(silent),
  'silent after the login': greeted(say(LET_IN), silent),
  'silent after the first answer': atFirst(silent),
  'closed at the beginning': close,
  'closed in the middle of the greeting': both(say(GREETING.subarray(0, 20)), close),
  'closed in the middle of an answer': atFirst(both(say(header.subarray(0, 12)), close)),
  'a greeting that drips': drip(Buffer.concat([GREETING.subarray(0, 60), Buffer.from('a')])),
  'an answer that drips': atFirst(drip(header)),
  'a greeting for ever': flood(Buffer.concat([Buffer.from([255, 255, 255, 0]), Buffer.alloc(0xff_ff_ff, 65)])),
  'a packet for ever': atFirst(both(say(header), flood(Buffer.concat([Buffer.from([255, 255, 255, 4]), Buffer.alloc(0xff_ff_ff, 65)])))),
  garbage: flood(Buffer.from('HTTP/1.1 400 Bad\r\n')),
  'packets out of order': atFirst(say(packet(9, [1]), packet(77, text('def')))),
  'endless short rows': atFirst(both(say(header), flood(rowsOf(text('a'))))),
  'endless long rows': atFirst(both(say(header), flood(rowsOf(Buffer.concat([Buffer.from([252, 96, 234]), Buffer.alloc(60_000, 65)]))))),
  'endless rows of nothing but null': atFirst(both(say(wideHeader), flood(rowsOf(Buffer.alloc(WIDTH, 251), WIDTH + 3)))),
  'other ways to log in, for ever': greeted(flood(packet(2, [254], 'mysql_native_password\0', 'abcdefghijklmnopqrst\0'))),
  'a version that is null': atFirst(say(table(VERSION, [null, null, null]))),
  'a number that is none': atFirst(say(table(VERSION, ['8.0.36', 'MySQL', 'abc']))),
  'fewer columns than were asked for': atFirst(say(table(['version'], ['8.0.36']))),
  'no rows, whatever is asked': atFirst(say(OK)),
  'an error that moves the cursor': atFirst(say(packet(1, [255, 1, 0], '#HY000\u001b[2J\r✅ No data\n    at x (y:1)'))),
  'an error of 15 MB': atFirst(say(packet(1, [255, 1, 0], '#HY000', '. '.repeat(7_500_000)))),
  'a wish for a file': atFirst(say(packet(1, [251], '/etc/passwd'))),
};
