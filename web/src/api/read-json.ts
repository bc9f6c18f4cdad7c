import { withoutControls } from '../../../src/model/printable.ts';

/** What the service answered, with every character that could hide or turn text around told as an escape: what stands in a database is shown as it is. */
export function readJson(text: string): unknown {
  return JSON.parse(text, (_member, value: unknown) => (typeof value === 'string' ? visible(value) : value));
}

/** Lines stay lines: statements and texts of checks have several. */
function visible(text: string): string {
  return text.split('\n').map(withoutControls).join('\n');
}
