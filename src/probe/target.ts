import { withoutEnd } from '../model/index.ts';
import type { Expectation } from './expectation.ts';
import type { Patience } from './hysteresis.ts';

/** What is asked again and again, and what is expected of it. */
export interface Target {
  readonly name: string;
  readonly url: string;
  readonly method: string;
  /** What stands in the configuration: a value may name where the secret is. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly follow: boolean;
  readonly expect: Expectation;
  /** Slower than this is slow, in milliseconds; slower than `timeoutMs` is no answer. */
  readonly latencyMs: number;
  readonly timeoutMs: number;
  readonly intervalMs: number;
  /** How often a failed look is repeated before it counts. */
  readonly retries: number;
  readonly patience: Patience;
  /** Hosts and ranges beyond the public web that it may reach. */
  readonly allow: readonly string[];
  /** How long before its end a certificate is told of, in milliseconds. */
  readonly certificateMs: number;
}

/** A probe as the configuration has it. */
export interface ProbeSetting {
  readonly preset?: 'peerquest' | undefined;
  readonly url: string;
  readonly api?: string | undefined;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly follow: boolean;
  readonly expect: Expectation;
  readonly latency: number;
  readonly timeout: number;
  readonly interval: number;
  readonly retries: number;
  readonly worseAfter: number;
  readonly betterAfter: number;
  readonly certificate: number;
  readonly allow: readonly string[];
}

/** The targets of the configuration's probes, in their order; one for each route of a preset. */
export function targetsOf(probes: Readonly<Record<string, ProbeSetting>>): readonly Target[] {
  return Object.entries(probes).flatMap(([name, probe]) =>
    probe.preset === undefined ? [targetOf(name, probe)] : PEERQUEST.map((route) => routeOf(name, probe, route)),
  );
}

function targetOf(name: string, probe: ProbeSetting): Target {
  return {
    name,
    url: probe.url,
    method: probe.method,
    headers: probe.headers,
    body: probe.body ?? null,
    follow: probe.follow,
    expect: probe.expect,
    latencyMs: probe.latency,
    timeoutMs: probe.timeout,
    intervalMs: probe.interval,
    retries: probe.retries,
    patience: { worseAfter: probe.worseAfter, betterAfter: probe.betterAfter },
    allow: probe.allow,
    certificateMs: probe.certificate,
  };
}

interface Route {
  readonly suffix: string;
  readonly of: 'url' | 'api';
  readonly path: string;
  readonly expect: Expectation;
}

/**
 * What a deployment of PeerQuest answers to a stranger. Next.js names its own files in every page; Django answers `test/` without its
 * database; the list of quests is read from it, or refused in JSON to who has not signed in; whoever signs in posts to `api/token/`, and a GET
 * is told so by the API's framework.
 */
const PEERQUEST: readonly Route[] = [
  { suffix: 'pages', of: 'url', path: '/', expect: { status: ['2xx'], body: '/_next/' } },
  { suffix: 'backend', of: 'api', path: '/test/', expect: { status: [200], json: { status: 'Backend is working' } } },
  { suffix: 'quests', of: 'api', path: '/api/quests/quests/', expect: { status: [200, 401, 403], type: 'application/json' } },
  { suffix: 'sign-in', of: 'api', path: '/api/token/', expect: { status: [405], json: {} } },
];

function routeOf(name: string, probe: ProbeSetting, { suffix, of, path, expect }: Route): Target {
  const base = withoutEnd(of === 'api' ? (probe.api ?? probe.url) : probe.url, /\//);
  return { ...targetOf(`${name}-${suffix}`, probe), url: `${base}${path}`, expect };
}
