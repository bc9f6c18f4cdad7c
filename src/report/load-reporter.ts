import type { Format } from './forms.ts';
import type { ReporterDefinition } from './reporter.ts';
import { text } from './text.ts';

/** What makes a report of this form: that for people is at hand, the others are loaded with what they need. */
export async function loadReporter(format: Format): Promise<ReporterDefinition> {
  if (format === text.id) return text;
  const { reporterOf } = await import('./reporters.ts');
  return reporterOf(format);
}
