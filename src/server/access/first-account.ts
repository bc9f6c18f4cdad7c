import { randomInt } from 'node:crypto';
import { Problem } from '../problem.ts';
import { isSameSecret } from './secret-hash.ts';

/** Letters and digits that nobody mistakes for one another. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP = 5;

/** The one-time code that the terminal shows where nobody has an account yet. It lives in this process only. */
export class FirstAccount {
  readonly code = newCode();
  #isOpen = true;

  /** Whether the first account can still be made here. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /**
   * Takes the code, and makes the account by it: once. What goes wrong on the way leaves it as it was.
   *
   * @param make makes the account; false where another instance was first
   * @throws Problem 404 where it is closed, 403 for another code
   */
  async claim(code: string | undefined, make: () => Promise<boolean>): Promise<void> {
    if (!this.#isOpen) throw new Problem(404, 'There is nothing here.');
    if (code === undefined || !isSameSecret(code, this.code)) throw new Problem(403, 'That is not the code that the terminal shows.');
    this.#isOpen = false;
    try {
      if (await make()) return;
    } catch (error) {
      this.#isOpen = true;
      throw error;
    }
    throw new Problem(404, 'There is nothing here.');
  }
}

function newCode(): string {
  const group = (): string => Array.from({ length: GROUP }, () => LETTERS[randomInt(LETTERS.length)] ?? '').join('');
  return Array.from({ length: GROUPS }, group).join('-');
}
