import type { Role } from '../../config/index.ts';
import { systemClock } from '../../clock.ts';
import { UsageError } from '../../errors.ts';
import { printable } from '../../model/index.ts';
import { openStore, type Store } from '../../history/index.ts';
import { thisProcess } from '../../operator.ts';
import { answerJson } from '../../report/index.ts';
import { makeToken, tokenMembers } from '../../server/index.ts';
import { Workspace } from '../../workspace/index.ts';
import type { StoreFlags } from '../history-options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `token`. */
export interface TokenFlags extends StoreFlags {
  readonly role: Role;
  readonly days: number;
  /** Names of databases; all unless given. */
  readonly only?: readonly string[];
}

/** Does to tokens what the action says. */
export async function runToken(
  action: 'create' | 'list' | 'revoke',
  name: string | undefined,
  flags: TokenFlags,
  terminal: Terminal,
): Promise<void> {
  if (action === 'list') await listTokens(flags, terminal);
  else if (name === undefined) throw new UsageError('BAD_TOKEN_NAME', `Name the token: peerquest-audit token ${action} NAME.`);
  else if (action === 'create') await createToken(name, flags, terminal);
  else await revokeToken(name, flags, terminal);
}

/** Makes a token, and prints it: this once. */
async function createToken(name: string, { role, days, only, ...flags }: TokenFlags, terminal: Terminal): Promise<void> {
  if (!/^[\w.-]{1,80}$/.test(name)) {
    throw new UsageError(
      'BAD_TOKEN_NAME',
      `"${name}" cannot be the name of a token: one is made of letters, digits and . _ - and has at most 80.`,
    );
  }
  const { token, kept } = await inStore(flags, 'create', (store) =>
    makeToken(store, { name, role, databases: only ?? null, days }, thisProcess().name, systemClock),
  );
  if (flags.format === 'json') {
    terminal.print(answerJson({ token: tokenMembers(kept), secret: token }), 'data');
    return;
  }
  terminal.print(token, 'data');
  terminal.tell(`It is a token of role ${role}, holds until ${kept.expiresAt.slice(0, 10)}, and is not shown again.`);
}

/** Lists tokens, never their texts. */
async function listTokens(flags: TokenFlags, terminal: Terminal): Promise<void> {
  const store = await (await Workspace.open(flags)).readStore();
  try {
    const all = (await store?.tokens.all()) ?? [];
    if (flags.format === 'json') terminal.print(answerJson({ tokens: all.map(tokenMembers) }), 'data');
    else if (all.length === 0) terminal.print('There are no tokens. Next: peerquest-audit token create NAME');
    const now = systemClock().toISOString();
    if (flags.format === 'json') return;
    for (const { id, name, role, databases, createdBy, expiresAt, revokedAt } of all) {
      const state = revokedAt !== null ? 'revoked' : expiresAt <= now ? 'expired' : `until ${expiresAt.slice(0, 10)}`;
      const scope = databases === null ? 'all databases' : databases.join(', ');
      terminal.print(printable(`${id.slice(0, 8)}  ${state.padEnd(16)}  ${role.padEnd(8)}  ${name} (${scope}; by ${createdBy})`));
    }
  } finally {
    await store?.close();
  }
}

/** Revokes the token that a name or the beginning of an id means. */
async function revokeToken(which: string, flags: TokenFlags, terminal: Terminal): Promise<void> {
  await inStore(flags, 'write', async (store) => {
    const live = (await store.tokens.all()).filter(({ revokedAt }) => revokedAt === null);
    const meant = live.filter(({ id, name }) => name === which || (which.length >= 4 && id.startsWith(which.toLowerCase())));
    const [token, another] = meant;
    if (token === undefined) throw unknownToken(which);
    if (another !== undefined)
      throw new UsageError('AMBIGUOUS_TOKEN', `Several tokens are called "${which}": give the beginning of an id.`);
    await store.tokens.revoke(token.id, systemClock().toISOString());
    terminal.print(printable(`Revoked ${token.name} (${token.id.slice(0, 8)}).`));
  });
}

/** Lends the store that the service uses, too. */
async function inStore<Result>(flags: StoreFlags, purpose: 'create' | 'write', use: (store: Store) => Promise<Result>): Promise<Result> {
  const { address } = await (await Workspace.open(flags)).whereRead();
  const store = await openStore(address, purpose);
  if (store === null) throw new UsageError('NO_STORE', 'There is no store yet, and so no token: check the name after --store.');
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

const unknownToken = (which: string): UsageError =>
  new UsageError('UNKNOWN_TOKEN', `No token that holds is called "${which}": "peerquest-audit token list" lists them.`);
