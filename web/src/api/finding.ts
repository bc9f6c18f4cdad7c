/** A finding, as `findings --format json` lists it; only which it is where the run that met it last kept no more. */
export interface Finding {
  readonly check: string;
  readonly fingerprint: string;
  readonly name: string;
  readonly key: Members;
  readonly user?: { readonly id: string; readonly username: string } | null;
  readonly quest?: { readonly id: number; readonly title: string } | null;
  readonly cause: string | null;
  readonly expected?: Members;
  readonly actual?: Members;
  readonly repair?: 'automatic' | 'manual' | null;
  readonly headline?: string;
  /** A sentence about a person or a quest; one that an older run has recorded may have none. */
  readonly sentence?: string;
}

/** The same where it is open: since when, and whether somebody has acknowledged it. */
export interface OpenFinding extends Finding {
  readonly acknowledged: boolean;
  readonly since: string;
  readonly hasReturned: boolean;
}

/** Named values of a row. */
export type Members = Readonly<Record<string, string | number | boolean | null>>;

/** What a finding is called before anything else. */
export const sentenceOf = ({ sentence, headline, name }: Pick<Finding, 'sentence' | 'headline' | 'name'>): string =>
  sentence ?? headline ?? name;
