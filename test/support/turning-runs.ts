import { isOneSentence, type CliResult } from './cli.ts';
import { runBeside } from './fake-server.ts';
import { startRelay } from './relay.ts';
import { isThorough } from './thorough.ts';
import { relayMysql } from './turning-mysql.ts';
import { relayPostgres } from './turning-postgres.ts';
import { Turner, TURNS, type Turning } from './turning.ts';

/** What a run may take, on a machine that does other things too, in milliseconds. */
const PATIENCE = 60_000;

/** How a run ended whose answers were turned. */
export interface TurnedRun extends CliResult {
  /** How many answers it was given. */
  readonly answers: number;
  /** What it had asked where an answer was turned. */
  readonly turned: readonly string[];
}

/** Runs the built program on the database by way of a server that turns some answers. */
export async function turnedRun(
  url: string,
  turning: Turning,
  args: readonly string[],
  further: { readonly parameters?: string; readonly nodeFlags?: readonly string[] } = {},
): Promise<TurnedRun> {
  const turner = new Turner(turning);
  const relay = await startRelay(url, (client, upstream) => {
    (url.startsWith('postgres') ? relayPostgres : relayMysql)(client, upstream, turner);
  });
  try {
    const address = `${relay.url}?sslmode=disable${further.parameters ?? ''}`;
    const ending = await runBeside([...args, '--database', address], PATIENCE, further.nodeFlags);
    return { ...ending, answers: turner.answers, turned: turner.turned };
  } finally {
    await relay.stop();
  }
}

/** Every answer passes as it is. */
export const NOTHING: Turning = { turn: {}, isMeant: () => false };

/** A turning of one answer, and what it is called. */
export interface NamedTurning extends Turning {
  readonly name: string;
}

/**
 * Turnings of one answer of a run that is given so many: each in every way where there is time, and otherwise some, each in another way.
 *
 * @param stride of how many answers one is turned then
 */
export function turningsOf(answers: number, stride: number): readonly NamedTurning[] {
  const ways = Object.entries(TURNS);
  return Array.from({ length: answers }, (_, index) => index).flatMap((index) => {
    const chosen = isThorough ? ways : index % stride === 0 ? ways.slice((index / stride) % ways.length).slice(0, 1) : [];
    const place = index + 1;
    return chosen.map(([name, turn]) => ({ name: `${name} ${place}`, turn, isMeant: (at: number) => at === place }));
  });
}

/** What no run may say, whatever it is answered. */
const OF_A_BUG =
  /bug in this tool|misreads|\n\s+at |\bundefined\b|\bNaN\b|Cannot (?:read|convert|destructure)|is not (?:a function|iterable|valid JSON)|\[object/;

/** Whether a run ended as one may, whatever it was answered: with a result, or in one sentence. */
export function endsWell({ code, stdout, stderr }: CliResult): boolean {
  if (OF_A_BUG.test(stdout + stderr)) return false;
  return code === 0 || code === 1 || ((code === 2 || code === 3) && (isOneSentence(stderr) || (stderr === '' && stdout !== '')));
}
