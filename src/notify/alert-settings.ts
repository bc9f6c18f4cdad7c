import type { Severity } from '../model/index.ts';
import type { News } from './digest.ts';

/** When a channel is not to be disturbed. */
export interface QuietHours {
  /** `22:00` */
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
  /** What is so grave is told all the same; null for nothing. */
  readonly unless: Severity | null;
}

/** What a channel wants to be told, and when. */
export interface Routing {
  readonly severity: Severity;
  /** Of these groups of checks only; null for all. */
  readonly groups: readonly string[] | null;
  readonly databases: readonly string[] | null;
  readonly on: readonly News[] | null;
  readonly quiet: QuietHours | null;
  /** At most one message in so many milliseconds; 0 for one for each run. */
  readonly interval: number;
  /** How long after it was told last what is still wrong is told again, in milliseconds; null for never. */
  readonly remind: number | null;
  /** Whether it is told names and titles, and not only ids. */
  readonly personal: boolean;
  /** How many of the first findings it is told. */
  readonly findings: number;
}

/** Where mail is handed in. `password` and other secrets of channels are written as `env:NAME` or `file:PATH`. */
export interface MailSettings {
  readonly type: 'mail';
  readonly host: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls' | 'none';
  readonly user: string | null;
  readonly password: string | null;
  readonly from: string;
  readonly to: readonly string[];
  /** A file of certificates to trust instead of those that Node trusts. */
  readonly ca: string | null;
}

/** A chat that takes what is posted to a secret URL. */
export interface ChatSettings {
  readonly type: 'slack' | 'discord' | 'teams';
  readonly url: string;
}

export interface WebhookSettings {
  readonly type: 'webhook';
  readonly url: string;
  /** `whsec_…` */
  readonly secret: string;
}

export interface AlertmanagerSettings {
  readonly type: 'alertmanager';
  readonly url: string;
  readonly token: string | null;
}

export interface NtfySettings {
  readonly type: 'ntfy';
  readonly url: string;
  readonly topic: string;
  readonly token: string | null;
}

/** Where alerts go. */
export type ChannelSettings = Routing & (MailSettings | ChatSettings | WebhookSettings | AlertmanagerSettings | NtfySettings);

/** The setting `alerts`. */
export interface AlertSettings {
  readonly channels: Readonly<Record<string, ChannelSettings>>;
  /** Where people reach the service: what links in messages begin with. */
  readonly publicUrl: string | null;
  /** Asked after each run that worked. */
  readonly heartbeatUrl: string | null;
  /** Hosts, addresses and ranges beyond the public web that may be asked. */
  readonly allow: readonly string[];
  /** How old the last audit of a backup may be, in milliseconds; null for any age. */
  readonly backupAge: number | null;
}
