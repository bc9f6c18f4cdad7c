import { csv } from './csv.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { prometheus } from './prometheus.ts';
import type { ReporterDefinition } from './reporter.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { ndjson } from './ndjson.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';

/** Every form of report: what `--format`, the configuration file and the documentation offer follows from this list. */
export const REPORTERS = [text, json, markdown, csv, ndjson, junit, sarif, github, gitlab, prometheus, html] as const;

/** What `--format` takes. */
export type Format = (typeof REPORTERS)[number]['id'];

/** The names of all forms, in the order in which they are offered; the first is the default. */
export const FORMATS = REPORTERS.map(({ id }) => id) as [Format, ...Format[]];

/** The form that a person reads, unless another is asked for. */
export const DEFAULT_FORMAT: Format = FORMATS[0];

/** The form of this name. */
export function reporterOf(format: Format): ReporterDefinition {
  return REPORTERS.find(({ id }) => id === format) ?? text;
}
