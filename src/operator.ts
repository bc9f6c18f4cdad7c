import { hostname, userInfo } from 'node:os';

/** Who writes, as it is named to others. */
export interface Operator {
  /** account@host */
  readonly name: string;
  readonly host: string;
  readonly pid: number;
}

/** This process, for the journal and for others who want to repair at the same time. */
export function thisProcess(): Operator {
  const host = hostname();
  return { name: `${accountName()}@${host}`, host, pid: process.pid };
}

/** The account's name. One without an entry in the list of accounts has a number only, as in some containers. */
export function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}
