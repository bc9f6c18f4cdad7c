import type { Evidence } from '../../src/model/index.ts';
import { lineOf } from './finding-line.ts';

/** An account as a generated database has it. Booleans are 0 and 1. */
export interface Account {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly role: string;
  readonly is_staff: number;
  readonly is_superuser: number;
  readonly email_verified: number;
  readonly is_banned: number;
  readonly ban_reason: string | null;
  readonly ban_expires_at: string | null;
  readonly settings: string;
  readonly social_links: string;
  readonly notification_preferences: string;
  readonly privacy_settings: string;
  readonly spending_limits: string;
  readonly verification_documents: string;
}

const JSON_COLUMNS = [
  'settings',
  'social_links',
  'notification_preferences',
  'privacy_settings',
  'spending_limits',
  'verification_documents',
] as const;

/** What the profile checks must find, as sorted lines; `now` is a time as the accounts have them. */
export function naiveProfile(accounts: readonly Account[], username: string | null, now: string): readonly string[] {
  const lines: string[] = [];
  for (const account of accounts) {
    if (username !== null && account.username !== username) continue;
    const find = (check: string, repair: string, expected: Evidence, actual: Evidence, cause: string | null = null): void => {
      lines.push(lineOf({ check, key: { userId: account.id }, cause, repair, expected, actual }));
    };
    for (const column of ['email', 'username'] as const) {
      const problem = problemOf(account, column, accounts);
      if (problem !== null) find(`profile-${column}`, 'manual', { problem: null }, { problem, [column]: account[column] }, problem);
    }
    const isPrivileged = account.role === 'admin' || account.role === 'moderator';
    if (isPrivileged && account.is_staff + account.is_superuser === 0)
      find('profile-privilege', 'manual', { staffOrSuperuser: true }, { staffOrSuperuser: false, role: account.role });
    if (account.is_superuser === 1 && account.email_verified === 0)
      find('profile-superuser-unverified', 'automatic', { emailVerified: true }, { emailVerified: false });
    const ban = { banReason: account.ban_reason, banExpiresAt: account.ban_expires_at?.replace(' ', 'T').concat('Z') ?? null };
    const isOver = account.ban_expires_at !== null && account.ban_expires_at < now;
    if (account.is_banned === 1 && isOver)
      find('profile-expired-ban', 'automatic', { isBanned: false, banReason: null, banExpiresAt: null }, { isBanned: true, ...ban });
    const hasReason = (account.ban_reason ?? '').trim() !== '';
    if (account.is_banned === 0 && (hasReason || account.ban_expires_at !== null))
      find('profile-ban-fields', 'manual', { banReason: null, banExpiresAt: null }, { isBanned: false, ...ban });
    const wrong = JSON_COLUMNS.map((column) => [column, kindOf(JSON.parse(account[column]))] as const).filter(
      ([, kind]) => kind !== 'object',
    );
    if (wrong.length > 0)
      find('profile-json', 'manual', Object.fromEntries(wrong.map(([column]) => [column, 'object'])), Object.fromEntries(wrong));
  }
  return lines.sort();
}

function problemOf(account: Account, column: 'email' | 'username', accounts: readonly Account[]): string | null {
  const text = account[column];
  if (/^ *$/.test(text)) return 'blank';
  if (column === 'email' && isMalformed(text)) return 'malformed';
  const isShared = accounts.some((other) => other !== account && other[column].toLowerCase() === text.toLowerCase());
  return isShared ? 'same-but-for-case' : null;
}

function isMalformed(email: string): boolean {
  const isQuoted = email.startsWith('"');
  const at = email.lastIndexOf('@');
  if (at < 1 || at === email.length - 1) return true;
  const domain = email.slice(at + 1);
  if (!isQuoted && (email.indexOf('@') !== at || /\s/.test(email) || email.includes('..'))) return true;
  if (domain.startsWith('.') || domain.endsWith('.')) return true;
  if (domain.toLowerCase() === 'localhost' || /^\[.*\]$/.test(domain)) return false;
  const labels = domain.split('.');
  return labels.length < 2 || (labels.at(-1) ?? '').length < 2;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
