import type { ReporterDefinition } from './reporter.ts';

/**
 * Every form of report: what `--format`, the configuration file and the documentation offer follows from this list. What makes one stands in
 * `reporters.ts`, and is loaded when it is asked for (`load-reporter.ts`).
 */
export const FORMS = [
  { id: 'text', extension: 'txt', listsFindings: false },
  { id: 'json', extension: 'json', listsFindings: true },
  { id: 'markdown', extension: 'md', listsFindings: true },
  { id: 'csv', extension: 'csv', listsFindings: true },
  { id: 'ndjson', extension: 'ndjson', listsFindings: true },
  { id: 'junit', extension: 'xml', listsFindings: true },
  { id: 'sarif', extension: 'sarif', listsFindings: true },
  { id: 'github', extension: 'github.txt', listsFindings: true },
  { id: 'gitlab', extension: 'gitlab.json', listsFindings: true },
  { id: 'prometheus', extension: 'prom', listsFindings: false },
  { id: 'html', extension: 'html', listsFindings: true, beside: '-rest.csv' },
] as const satisfies readonly Form<string>[];

/** A form of report, but what makes it. */
type Form<Id extends string> = Omit<ReporterDefinition<Id>, 'create'>;

/** What `--format` takes. */
export type Format = (typeof FORMS)[number]['id'];

/** The names of all forms, in the order in which they are offered; the first is the default. */
export const FORMATS = FORMS.map(({ id }) => id) as [Format, ...Format[]];

/** The form that a person reads, unless another is asked for. */
export const DEFAULT_FORMAT: Format = FORMATS[0];

/** The form of this name. */
export function formOf<Id extends Format>(format: Id): Form<Id> {
  return (FORMS.find(({ id }) => id === format) ?? FORMS[0]) as Form<Id>;
}
