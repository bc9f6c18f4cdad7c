import { UsageError } from '../errors.ts';
import { isPrivate, isThisMachine, placeOf, portNumber } from './address-parts.ts';
import type { ServerAddress } from './address.ts';
import { tlsOf } from './tls-parameters.ts';
import { OFF, type Meaning, type ParameterTable, type Said } from './url-parameters.ts';

/** What the addresses of an engine on servers have of their own. */
export interface ServerKind {
  readonly engine: ServerAddress['engine'];
  readonly port: number;
  readonly user: string;
  readonly parameters: ParameterTable;
  /** What the parameters ask of the server together with the connection; null for nothing. */
  serverOptions(said: Said): string | null;
}

/** The parts of an address, as text; null for those that are left out. */
export interface AddressParts {
  readonly user: string | null;
  readonly password: string | null;
  readonly host: string | null;
  readonly port: string | null;
  readonly database: string | null;
  /** What a URL says behind its question mark. */
  readonly said: Said;
}

/** Seconds to wait for a connection where the URL does not say, or says 0: nobody wants to wait for ever. */
const CONNECT_TIMEOUT = 10;

/** Seconds for an answer where the URL does not say: the largest databases take minutes for a check. */
const ANSWER_TIMEOUT = 3600;

/** A timer of Node that is set to more fires at once. */
const LONGEST_TIMER = 2_147_483;

/**
 * An address from its parts. Nothing is glued together: each part is what it is, whatever characters it has.
 *
 * @throws UsageError for the part that is wrong; no part is repeated that may hold a password
 */
export function serverAddress(kind: ServerKind, parts: AddressParts): ServerAddress {
  const { said } = parts;
  const database = one('database', parts.database, said);
  if (database === null) {
    refuse('The database URL names no database: it ends in /NAME, as in postgresql://user@host:5432/peerquest.');
  }
  const { host, socketPath } = whereTo(parts);
  const port = one('port', parts.port, said);
  const number = port === null ? kind.port : portNumber(port);
  if (number === null) refuse('The port in the database URL is no number from 1 to 65535.');
  const password = one('password', parts.password, said);
  const user = one('user', parts.user, said) ?? kind.user;
  if (password === null && /[:/]/.test(user)) {
    refuse(
      'The user in the database URL holds a ":" or "/", which may be that of a password: write user:password@host, with only their own special characters percent-encoded.',
    );
  }
  const tls = tlsOf(said, socketPath !== null || isPrivate(host));
  // It says nothing about a connection that is encrypted.
  const allowsClearPassword = clearPasswordAllowed(said) && tls.mode === 'disable';
  return {
    engine: kind.engine,
    host,
    port: number,
    user,
    password,
    database,
    socketPath,
    tls,
    serverOptions: kind.serverOptions(said),
    connectTimeoutSeconds: connectTimeout(said),
    answerTimeoutSeconds: answerTimeout(said),
    primary: null,
    ...(allowsClearPassword ? { allowsClearPassword } : {}),
  };
}

/** A part that can stand in two places. */
function one(meaning: Meaning, part: string | null, said: Said): string | null {
  const parameter = said.get(meaning) ?? null;
  if (part !== null && parameter !== null && part !== parameter) {
    refuse(`The database URL names its ${meaning} twice, and not the same: leave out the one that is not meant.`);
  }
  return part ?? parameter;
}

function whereTo({ host: part, said }: AddressParts): Pick<ServerAddress, 'host' | 'socketPath'> {
  const what = 'The host in the database URL';
  const socketPath = said.get('socket') ?? null;
  const places = [part, said.get('host') ?? null].flatMap((text) => (text === null ? [] : [placeOf(text, what)]));
  const hosts = new Set(places.flatMap((place) => ('host' in place ? [place.host] : [])));
  const sockets = new Set(places.flatMap((place) => ('socketPath' in place ? [place.socketPath] : [])));
  if (socketPath !== null) sockets.add(socketPath);
  if (hosts.size > 1 || sockets.size > 1) {
    refuse('The database URL names its host twice, and not the same: leave out the one that is not meant.');
  }
  const [host = 'localhost'] = hosts;
  const [socket = null] = sockets;
  // Beside a socket, the name of another machine would be the one that is not connected to.
  if (socket !== null && hosts.size > 0 && !isThisMachine(host)) {
    refuse(`The database URL names the host "${host}" and a socket of this machine: leave out the one that is not meant.`);
  }
  return { host, socketPath: socket };
}

function clearPasswordAllowed(said: Said): boolean {
  const text = said.get('clear password') ?? '';
  if (OFF.test(text)) return false;
  if (!/^(?:true|1|on|yes)$/i.test(text))
    refuse('allowCleartextPasswords and allowPublicKeyRetrieval in the database URL are true or false.');
  return true;
}

function connectTimeout(said: Said): number {
  const inMilliseconds = said.get('milliseconds');
  const text = said.get('seconds') ?? inMilliseconds;
  if (text === undefined) return CONNECT_TIMEOUT;
  if (!/^[+-]?\d{1,15}$/.test(text)) {
    refuse('The time to wait for a connection in the database URL is no whole number: connect_timeout=10 is ten seconds.');
  }
  const seconds = Math.ceil(Number(text) / (said.has('seconds') ? 1 : 1000));
  return seconds > 0 ? Math.min(seconds, LONGEST_TIMER) : CONNECT_TIMEOUT;
}

function answerTimeout(said: Said): number {
  const text = said.get('answer seconds');
  if (text === undefined) return ANSWER_TIMEOUT;
  if (!/^[1-9]\d{0,14}$/.test(text)) {
    refuse('The time to wait for an answer in the database URL is no whole number of seconds: answer_timeout=3600 is an hour.');
  }
  return Math.min(Number(text), LONGEST_TIMER);
}

function refuse(sentence: string): never {
  throw new UsageError('BAD_DATABASE_URL', sentence);
}
