import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Log } from '../log.ts';
import type { Binding } from './binding.ts';
import { mayDo, type Caller, type Right } from './caller.ts';
import { explainProblem } from './explain-problem.ts';
import { httpServer } from './http-server.ts';
import { readJsonBody } from './json-body.ts';
import { methodNotAllowed, refuseOddRequest } from './odd-requests.ts';
import { refuseOtherNames } from './own-names.ts';
import { peerOf, type Peer } from './peer.ts';
import { notFound, Problem, PROBLEM_TYPE, problemJson, unknownCaller } from './problem.ts';
import { answerRaw, refuseConnect } from './raw-answers.ts';
import { logRequest, logTrouble } from './request-log.ts';
import type { Answer, Route } from './route.ts';
import { refuseOtherOrigins } from './same-origin.ts';
import { SECURITY_HEADERS, STRICT_TRANSPORT } from './security-headers.ts';
import { sendAnswer } from './send-answer.ts';
import { takenBy } from './taken.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    right?: Right;
  }
  interface FastifyRequest {
    caller: Caller | null;
    /** Null before it is known, as for what cannot be read. */
    peer: Peer | null;
  }
}

const BODY_LIMIT = 65_536;
const LONGEST_PARAMETER = 300;

/** What the app is made of. */
export interface AppParts {
  readonly binding: Binding;
  readonly routes: readonly Route[];
  readonly log: Log;
  /** Who calls, by what the request brings; null for a stranger. */
  readonly identify: (request: FastifyRequest) => Promise<Caller | null>;
  /** Told of what somebody has done: everything but reading. */
  readonly noteDeed: (request: FastifyRequest, route: Route, answer: Answer) => Promise<void>;
}

/**
 * The app: every request passes the same gates in the same order, then its route. Nobody listens yet.
 *
 * @throws UsageError for a certificate that cannot be used; Error for a route without a right, which is a mistake in this program
 */
export function appOf({ binding, routes, log, identify, noteDeed }: AppParts): FastifyInstance {
  const answerMalformed = answerRaw(log);
  const app: FastifyInstance = Fastify({
    serverFactory(handler) {
      const server: Server = httpServer(binding, handler);
      refuseConnect(server);
      return server;
    },
    logger: false,
    bodyLimit: BODY_LIMIT,
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    clientErrorHandler: answerMalformed,
    routerOptions: { caseSensitive: true, ignoreTrailingSlash: false, ignoreDuplicateSlashes: false, maxParamLength: LONGEST_PARAMETER },
    frameworkErrors: (error, request, reply) => void refuse(error, request as FastifyRequest, reply as unknown as FastifyReply),
  });
  const publicOrigin = binding.publicUrl?.origin ?? null;
  const isSecure = binding.tls !== null || binding.publicUrl?.protocol === 'https:';
  const headers = isSecure ? { ...SECURITY_HEADERS, ...STRICT_TRANSPORT } : SECURITY_HEADERS;

  const refuse = async (error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const problem = explainProblem(error);
    if (problem.status >= 500) logTrouble(log, request, problem.status, error);
    // Whoever was refused before the body was read may still be sending it.
    const isUnread = problem.status === 413 || (problem.status < 500 && request.body === undefined && request.method !== 'GET');
    return reply
      .code(problem.status)
      .headers({ ...headers, ...problem.headers, ...(isUnread ? { connection: 'close' } : {}) })
      .type(PROBLEM_TYPE)
      .send(problemJson(problem, request.id));
  };

  /** What is open to strangers is so, too, when nobody can be known, as while the store is away. */
  const identifiedFor = (right: Right, request: FastifyRequest): Promise<Caller | null> =>
    identify(request).catch((error: unknown) => {
      if (right !== 'anyone' || error instanceof Problem) throw error;
      return null;
    });

  app.decorateRequest('caller', null);
  app.decorateRequest('peer', null);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    try {
      done(null, readJsonBody(text.toString()));
    } catch (error) {
      done(error as Error);
    }
  });
  app.addHook('onRoute', ({ config, method, url }) => {
    if (config?.right === undefined) throw new Error(`The route ${String(method)} ${url} declares no right.`);
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    const peer = peerOf(request.raw, binding.proxies);
    request.peer = peer;
    refuseOtherNames(request.raw, binding.names);
    refuseOddRequest(request);
    const right = rightOf(request, routes);
    request.caller = await identifiedFor(right, request);
    if (!mayDo(request.caller, right)) throw request.caller === null ? unknownCaller() : new Problem(403, 'That is not yours to do.');
    refuseOtherOrigins(request, request.caller, peer, publicOrigin);
  });
  app.addHook('onResponse', (request, reply, done) => {
    logRequest(log, request, reply);
    done();
  });
  app.setErrorHandler(refuse);
  app.setNotFoundHandler((request, reply) => {
    const methods = methodsOf(request, routes);
    return refuse(methods.length === 0 ? notFound() : methodNotAllowed(methods), request, reply);
  });
  for (const one of routes) {
    app.route({
      method: one.method,
      url: one.path,
      config: { right: one.right },
      handler: async (request, reply) => {
        const answer = await one.handle(takenBy(one, request));
        if (one.method !== 'GET' || answer.about !== undefined) await noteDeed(request, one, answer);
        return sendAnswer(request, reply, answer);
      },
    });
  }
  return app;
}

/** What a request needs: its route's right, and below `/api/` at least an account where there is no such route, so that strangers learn none. */
function rightOf(request: FastifyRequest, routes: readonly Route[]): Right {
  const { right } = request.routeOptions.config;
  if (right !== undefined) return right;
  const path = pathOf(request);
  if (!path.startsWith('/api/')) return 'anyone';
  return routes.some((one) => one.right === 'anyone' && fits(path, one.path)) ? 'anyone' : 'viewer';
}

function methodsOf(request: FastifyRequest, routes: readonly Route[]): readonly string[] {
  const path = pathOf(request);
  return [
    ...new Set(routes.filter((one) => fits(path, one.path)).flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))),
  ];
}

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? '';

function fits(path: string, pattern: string): boolean {
  const [given, wanted] = [path.split('/'), pattern.split('/')];
  return (
    given.length === wanted.length && wanted.every((part, place) => (part.startsWith(':') ? given[place] !== '' : part === given[place]))
  );
}
