import type { FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import { secretReader } from '../config/index.ts';
import { sentenceOf, StoreError, UsageError } from '../errors.ts';
import { openStore } from '../history/index.ts';
import { fixedAccounts } from './access/account-book.ts';
import { bindingOf, refuseOpenDoors, type Binding } from './binding.ts';
import { requireCertificate } from './http-server.ts';
import { removeLeftPlans } from './plan-folder.ts';
import { deedNoter } from './note-deed.ts';
import type { ServerPorts } from './ports.ts';
import { ProgressStreams } from './progress-streams.ts';
import { RunBook } from './run-book.ts';

/** How long connections may take to end when the service does. */
const PATIENCE = 5_000;

/** How long streams wait for the endings of their runs, which are kept before they are told. */
const LAST_WORDS = 2_000;

/** The part of the service that answers over HTTP. */
export class HttpService {
  readonly name = 'http';
  readonly #ports: ServerPorts;
  readonly #binding: Binding;
  #app: FastifyInstance | null = null;
  #streams: ProgressStreams | null = null;
  #runs: RunBook | null = null;

  /** @throws UsageError for settings that cannot be meant */
  constructor(ports: ServerPorts) {
    this.#ports = ports;
    this.#binding = bindingOf(ports.listen, ports.settings.serve ?? {}, ports.environment);
  }

  /** @throws UsageError where it would be open to others than it should */
  async describe(): Promise<readonly string[]> {
    const { settings, environment } = this.#ports;
    const serve = settings.serve ?? {};
    const fixed = (await fixedAccounts(settings, environment)).size;
    const others = serve.auth === 'proxy' || serve.oidc !== undefined;
    refuseOpenDoors(this.#binding, fixed > 0 || others || (await this.#hasStoredAccount()));
    await this.#requireProvider();
    requireCertificate(this.#binding);
    const { tls, hasProxy, publicUrl } = this.#binding;
    const way = tls === null ? (hasProxy ? 'a proxy in front has TLS' : 'this machine only') : 'TLS';
    const shown = publicUrl === null ? '' : `, known as ${publicUrl.origin}`;
    const { host, port } = this.#binding;
    const where = port === 0 ? `a free port of ${host}` : addressOf(this.#binding, port);
    return [`Listening: ${where} (${way}${shown})`, `Sign-in: ${signInOf(serve, fixed)}`];
  }

  /** @throws UsageError where the address cannot be listened at */
  async start(): Promise<void> {
    const { settings, environment, store, clock, timer, log, news, runner, say, onListening } = this.#ports;
    const binding = this.#binding;
    await removeLeftPlans(clock());
    const source = (): ReturnType<typeof store.made> => store.made();
    const serve = settings.serve ?? {};
    // What listens is loaded where something does.
    const [{ Access }, { appOf }, { routesOf }] = await Promise.all([
      import('./access/access.ts'),
      import('./app.ts'),
      import('./routes/index.ts'),
    ]);
    const fixed = await fixedAccounts(settings, environment);
    const access = new Access({ settings: serve, fixed, binding, store: source, clock, log });
    const streams = new ProgressStreams({ timer, again: (caller) => access.again(caller), each: serve.streamsPerPerson });
    const runs = new RunBook({ runner, store: source, clock, log });
    [this.#streams, this.#runs] = [streams, runs];
    const app = appOf({
      binding,
      routes: routesOf({ access, store: source, ports: this.#ports, streams, runs, binding }),
      log,
      identify: access.identify,
      noteDeed: deedNoter(source, clock, log, news),
    });
    this.#app = app;
    try {
      await app.listen({ host: binding.host.replace(/^\[|\]$/g, ''), port: binding.port });
    } catch (error) {
      throw notListening(error, binding);
    }
    const { port } = app.server.address() as AddressInfo;
    const address = addressOf(binding, port);
    log.info('http-listening', { address });
    if (binding.port === 0) say(`Listening: ${address}`);
    const isNew = !access.isByOthers && (await access.accounts.all()).length === 0;
    if (isNew) say(`First account: make it at ${binding.publicUrl?.origin ?? address}/setup with the code ${access.first.code} (once)`);
    onListening?.(address);
  }

  async stop(): Promise<void> {
    const app = this.#app;
    if (app === null) return;
    await this.#lastWords();
    this.#streams?.end();
    // Whoever still reads then has had the time to.
    const cancel = this.#ports.timer(PATIENCE, () => {
      app.server.closeAllConnections();
    });
    await app.close();
    cancel();
  }

  /** Whoever reads of a run reads how it ended. */
  async #lastWords(): Promise<void> {
    let cancel = (): void => undefined;
    const enough = new Promise<void>((resolve) => (cancel = this.#ports.timer(LAST_WORDS, resolve)));
    await Promise.race([this.#runs?.allTold(), enough]);
    cancel();
  }

  /** @throws UsageError where people could not come back from the provider of sign-ins, or its secret is missing or none */
  async #requireProvider(): Promise<void> {
    const { settings, environment } = this.#ports;
    const oidc = settings.serve?.oidc;
    if (oidc === undefined) return;
    if (this.#binding.publicUrl === null) {
      throw new UsageError(
        'NO_PUBLIC_URL',
        'The provider of "serve.oidc" sends people back to where they reach the service: say where that is in "serve.publicUrl" or --public-url.',
      );
    }
    // What RFC 6749 has for it, without the blanks around it that a copy brings along.
    if (!/^[!-~](?:[ -~]*[!-~])?$/.test(await secretReader(settings, environment)(oidc.clientSecret)))
      throw new UsageError('BAD_SECRET', 'What "serve.oidc.clientSecret" stands for is no client secret: copy it again.');
  }

  /** Whether the store has an account. Nothing is made, and one that cannot be read has none that counts. */
  async #hasStoredAccount(): Promise<boolean> {
    try {
      const store = await openStore(await this.#ports.store.location(), 'read');
      const accounts = await store?.accounts.all();
      await store?.close();
      return (accounts?.length ?? 0) > 0;
    } catch (error) {
      if (error instanceof StoreError) return false;
      throw error;
    }
  }
}

function addressOf({ tls, host }: Binding, port: number): string {
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return `${tls === null ? 'http' : 'https'}://${name}:${port}`;
}

function signInOf({ auth, oidc }: NonNullable<ServerPorts['settings']['serve']>, fixed: number): string {
  if (auth === 'proxy') return 'by the proxy in front';
  const provider = oidc === undefined ? '' : `through ${oidc.issuer}, `;
  return (
    provider +
    (fixed === 0
      ? 'accounts of the store'
      : `${fixed} ${fixed === 1 ? 'account' : 'accounts'} of the configuration, and those of the store`)
  );
}

function notListening(error: unknown, { host, port }: Binding): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE')
    return new UsageError('PORT_TAKEN', `Port ${port} of ${host} is taken by another program: choose one with --port.`);
  if (code === null) return error;
  return new UsageError(
    'NOT_LISTENING',
    `The service cannot listen at port ${port} of "${host}" (${sentenceOf(error)}): check --host and --port.`,
  );
}
