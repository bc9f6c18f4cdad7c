import type { OutboundRequest, OutboundSurroundings } from '../../outbound/index.ts';
import type { Digest } from '../digest.ts';

/** A message as it goes to a channel. */
export interface Letter {
  /** The same whenever it is sent again: what tells a receiver that it has it already. */
  readonly id: string;
  /** The oldest first. */
  readonly digests: readonly Digest[];
  /** When it is sent, this time. */
  readonly at: Date;
  readonly publicUrl: string | null;
}

/** What came of sending a letter. */
export interface Delivery {
  readonly isDelivered: boolean;
  /** What came of it, the end of a sentence without any secret. */
  readonly note: string;
  /** How long the receiver asks to wait, in milliseconds; null where it does not say. */
  readonly retryAfter: number | null;
}

/** What a channel needs of the world. */
export interface ChannelPorts {
  /** What an `env:NAME` or `file:PATH` of the configuration stands for. */
  readonly secret: (written: string) => Promise<string>;
  readonly surroundings: OutboundSurroundings;
  /** How long one attempt may take, in milliseconds. */
  readonly patience: number;
}

/** A way to people. */
export interface Channel {
  /** What would be sent, as text, without secrets. */
  preview(letter: Letter): string;
  send(letter: Letter): Promise<Delivery>;
}

/** A channel that is a POST of JSON. */
export interface Posting {
  /** What is posted, a JSON value. */
  readonly body: (letter: Letter) => unknown;
  /** Where to, and with which headers besides that of its kind. */
  readonly request: (letter: Letter, body: string) => Promise<Pick<OutboundRequest, 'url' | 'headers'>>;
}
