import type { FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';

/** What requests have the service ask of others: each by its name once at a time, and no longer than somebody waits for the answer. */
export class OneAtATime {
  readonly #names = new Set<string>();

  /**
   * @param ask what is asked; the signal ends it when whoever waits is gone
   * @throws Problem 409 while another waits for the same
   */
  async ask<Answer>(name: string, { raw: { socket } }: FastifyRequest, ask: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    if (this.#names.has(name)) throw new Problem(409, 'That is being asked already: try again in a moment.', { code: 'ASKED_ALREADY' });
    this.#names.add(name);
    const gone = new AbortController();
    const end = (): void => gone.abort();
    socket.once('close', end);
    try {
      return await ask(gone.signal);
    } finally {
      socket.off('close', end);
      this.#names.delete(name);
    }
  }
}
