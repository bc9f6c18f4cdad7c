/** The labels of a sample, by their names: their values come from closed sets, never from what an audited database holds. */
export type Labels = Readonly<Record<string, string>>;

/** A number at one moment. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** How often something took how long. */
export interface Distribution {
  readonly labels: Labels;
  /** How many were at most that much, by bounds ascending; those beyond the last bound are in `count` only. */
  readonly buckets: readonly (readonly [bound: number, count: number])[];
  readonly sum: number;
  readonly count: number;
}

/** Samples of one name, as Prometheus and OpenTelemetry both know them. */
export type Family = { readonly name: string; readonly help: string; readonly labels: readonly string[] } & (
  | { readonly type: 'gauge'; readonly samples: readonly Sample[] }
  | { readonly type: 'counter'; readonly samples: readonly Sample[] }
  | { readonly type: 'histogram'; readonly samples: readonly Distribution[] }
);

/** What every name begins with. */
const PREFIX = 'peerquest_audit_';

/** A number that goes up and down. */
export const gauge = (name: string, help: string, labels: readonly string[], samples: readonly Sample[]): Family => ({
  name: PREFIX + name,
  help,
  labels,
  type: 'gauge',
  samples,
});

/** How often something took how long. */
export const histogram = (name: string, help: string, labels: readonly string[], samples: readonly Distribution[]): Family => ({
  name: PREFIX + name,
  help,
  labels,
  type: 'histogram',
  samples,
});

/** A number that only goes up. */
export const counter = (name: string, help: string, labels: readonly string[], samples: readonly Sample[]): Family => ({
  name: `${PREFIX}${name}_total`,
  help,
  labels,
  type: 'counter',
  samples,
});
