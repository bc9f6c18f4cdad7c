import { csv } from './csv.ts';
import type { Format, FORMS } from './forms.ts';
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

/** What makes each form of report, in the order of `forms.ts`. */
export const REPORTERS = [text, json, markdown, csv, ndjson, junit, sarif, github, gitlab, prometheus, html] as const satisfies Reporters;

/** One for each form: a form without a reporter does not compile. */
type Reporters<Left extends readonly { readonly id: string }[] = typeof FORMS> = {
  readonly [Place in keyof Left]: ReporterDefinition<Left[Place]['id']>;
};

/** The reporter of this name. */
export function reporterOf(format: Format): ReporterDefinition {
  return REPORTERS.find(({ id }) => id === format) ?? text;
}
