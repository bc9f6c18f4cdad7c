import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import type * as z from 'zod';
import type { Caller, Right } from './caller.ts';
import type { Peer } from './peer.ts';

/** What a route answers. */
export interface Answer {
  /** 200 unless given. */
  readonly status?: number;
  /** Its media type; JSON unless given. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body: string | Buffer | Readable | null;
  /** What was done to what, for the audit log; never a secret. The parameters of the path unless given; with it a GET is noted, too. */
  readonly about?: object;
}

/** A request whose form and right are checked. */
export interface Call<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Null for a stranger, where the route lets strangers in. */
  readonly caller: Caller | null;
  readonly peer: Peer;
  readonly correlation: string;
  readonly request: FastifyRequest;
}

type Schema = z.ZodType<object>;

/** A route of the API: who may, what it takes, what it does. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** Stated by each: a route without one is refused when the app is made. */
  readonly right: Right;
  readonly summary: string;
  readonly params: Schema | null;
  readonly query: Schema | null;
  readonly body: Schema | null;
  /** What the answers say, by status; for the document of the API. */
  readonly answers: Readonly<Record<number, Answered>>;
  readonly handle: (call: Call<unknown, unknown, unknown>) => Promise<Answer>;
}

/** An answer in words, with its schema where it is JSON of ours, or its media type. */
export interface Answered {
  readonly words: string;
  readonly schema?: z.ZodType;
  readonly type?: string;
}

type Taken<Given> = Given extends z.ZodType<infer Output> ? Output : null;

/** A route whose handler is held to its schemas by the compiler. */
export function route<const P extends Schema, const Q extends Schema, const B extends Schema>(
  wish: Pick<Route, 'method' | 'path' | 'right' | 'summary' | 'answers'> & {
    readonly params?: P;
    readonly query?: Q;
    readonly body?: B;
    readonly handle: (call: Call<Taken<P>, Taken<Q>, Taken<B>>) => Promise<Answer>;
  },
): Route {
  const { params = null, query = null, body = null, handle, ...rest } = wish;
  return { ...rest, params, query, body, handle: handle as Route['handle'] };
}

/** JSON that a command would print. */
export function json(body: string, rest: Omit<Answer, 'body'> = {}): Answer {
  return { ...rest, body };
}
/** Done, with nothing to say. */
export const nothing = (rest: Omit<Answer, 'body'> = {}): Answer => ({ status: 204, ...rest, body: null });

/** The caller of a route that lets no stranger in. */
export function callerOf({ caller }: Pick<Call<unknown, unknown, unknown>, 'caller'>): Caller {
  if (caller === null) throw new Error('A route that asks for a caller has to declare a right.');
  return caller;
}
