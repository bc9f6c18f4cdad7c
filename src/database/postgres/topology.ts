import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { DatabaseError, RefusedError } from '../../errors.ts';
import { PLAIN_SERVER, type Replica, type ServerFacts } from '../../model/index.ts';
import { addressText, type ServerAddress } from '../address.ts';
import type { DatabaseRow } from '../read-session.ts';
import { recognise, recogniseByVersion, type DistributedEngine } from './distributed.ts';
import { askRecovery, askServer, askVersion, isRefusal, type RecoveryAnswers, type ServerAnswers } from './server-answers.ts';

/** Where a server stands among others. */
export interface Topology extends Pick<ServerAnswers, 'isPooled' | 'inRecovery' | 'subscribed'> {
  readonly distributed: DistributedEngine | null;
  readonly replica: Replica | null;
}

type Run = Parameters<typeof askVersion>[0];

/** A receiver from which nothing was heard for longer has most likely lost its primary: they speak at least every 30 seconds. */
const LONGEST_SILENCE = 60;

/** How often, and after how many milliseconds, a replica that lags is asked again. */
const LOOKS = 5;
const LOOK_AFTER = 200;

/**
 * Asks the server at the other end of a connection what it is. To be asked before the snapshot is taken, so that no lag is told as
 * less than it is.
 *
 * @param tables those that are to be read; null for all
 */
export function topologyOf(client: pg.Client, tables: readonly string[] | null): Promise<Topology> {
  const { processID } = client as unknown as { readonly processID: number };
  return readTopology((text, values = []) => askInTime(client, text, values), processID, tables);
}

/** Begins a transaction in which a question may take its time, whatever limit the account has been given, and means PostgreSQL's own names. */
const IN_TIME = 'begin transaction read only; set local statement_timeout = 0; set local search_path = pg_catalog, pg_temp';

/** Asks in a transaction of its own, without values in one way to the server. */
async function askInTime(client: pg.Client, text: string, values: readonly unknown[]): Promise<readonly DatabaseRow[]> {
  try {
    if (values.length === 0) {
      const results = (await client.query(`${IN_TIME}; ${text}; commit`)) as unknown as readonly pg.QueryResult<DatabaseRow>[];
      return results.at(-2)?.rows ?? [];
    }
    await client.query(IN_TIME);
    const { rows } = await client.query<DatabaseRow>(text, [...values]);
    await client.query('commit');
    return rows;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    if (!isRefusal(error)) throw error;
    // It may have been the transaction that a server of another make does not know.
    return (await client.query<DatabaseRow>(text, [...values])).rows;
  }
}

/**
 * Asks a server what it is.
 *
 * @param given the number of the process that was named when the connection was made
 * @param tables those that are to be read; null for all
 */
export async function readTopology(run: Run, given: number, tables: readonly string[] | null): Promise<Topology> {
  const version = await askVersion(run);
  const stranger = recogniseByVersion(version);
  if (stranger?.obstacle != null) {
    return { distributed: stranger, isPooled: false, inRecovery: false, subscribed: new Map(), replica: null };
  }
  const answers = await askServer(run, version, given, tables);
  const { isPooled, inRecovery, subscribed } = answers;
  const replica = inRecovery ? replicaOf(await settledRecovery(run, answers.recovery)) : null;
  return { distributed: recognise(answers), isPooled, inRecovery, subscribed, replica };
}

/**
 * What was just received is replayed a moment later; on a primary where little happens, the last commit may be hours old by then, and
 * no lag. So a replica that seems to be behind is looked at again for a second.
 */
async function settledRecovery(run: Run, first: RecoveryAnswers | null): Promise<RecoveryAnswers | null> {
  let recovery = first;
  for (let look = 1; look < LOOKS && recovery !== null && isBehindForNow(recovery); look++) {
    await sleep(LOOK_AFTER);
    recovery = await askRecovery(run);
  }
  return recovery;
}

const isBehindForNow = ({ isReceiving, isCaughtUp, isPaused, age }: RecoveryAnswers): boolean =>
  isReceiving && !isCaughtUp && !isPaused && (age === null || age > 1);

/** How old what a server in recovery shows is at most, and why. Only what is replayed to the end, and still receives, is fresh. */
export function replicaOf(recovery: RecoveryAnswers | null): Replica {
  if (recovery === null) return { lagSeconds: null, reason: 'it does not tell what it has replayed' };
  const { age, isCaughtUp, isPaused, isReceiving, silent } = recovery;
  const lagSeconds = age === null ? null : Math.max(0, age);
  if (!isReceiving) {
    // What was committed since the last transaction that it has, nobody knows here: its age is the most that may be missing.
    return { lagSeconds, reason: `it receives nothing at present${isPaused ? ', and its replay is paused' : ''}` };
  }
  if (silent !== null && silent > LONGEST_SILENCE) {
    return { lagSeconds: Math.max(silent, lagSeconds ?? 0), reason: 'its primary has fallen silent' };
  }
  if (isCaughtUp) return { lagSeconds: 0, reason: isPaused ? 'its replay is paused' : null };
  return { lagSeconds, reason: isPaused ? 'its replay is paused' : null };
}

/**
 * What an audit of it has to tell.
 *
 * @throws DatabaseError for a server that cannot keep what an audit promises
 */
export function serverFactsOf({ distributed, isPooled, replica, subscribed }: Topology, address: ServerAddress): ServerFacts {
  if (distributed?.obstacle != null) {
    throw new DatabaseError(
      'UNSUPPORTED_SERVER',
      `${addressText(address)} is ${distributed.name}, which is not audited: ${distributed.obstacle}.`,
    );
  }
  const warnings = [
    ...(distributed?.warning == null ? [] : [distributed.warning]),
    ...(isPooled && replica !== null
      ? ['A pooler answers: where it leads to several replicas, how far behind is that of one, and the checks may have read another.']
      : []),
    ...[...subscribed].map(
      ([subscription, tables]) =>
        `The subscription ${subscription} fills ${tables.join(', ')} from another database: what happened there since is not seen here, and how far behind that is, is not told.`,
    ),
  ];
  return { ...PLAIN_SERVER, replica, warnings };
}

/**
 * Lets a repair write only where its locks hold.
 *
 * @throws RefusedError where they do not
 * @throws DatabaseError for a server that takes no writes
 */
export function requireRepairable({ distributed, inRecovery }: Topology, address: ServerAddress): void {
  const place = addressText(address);
  if (distributed !== null) {
    throw new RefusedError('NOT_REPAIRABLE', `${place} is ${distributed.name}, which is not repaired: ${distributed.noRepair}.`);
  }
  if (inRecovery) {
    throw new DatabaseError('READ_ONLY', `${place} is a replica and cannot be written to: name the primary server.`);
  }
}
