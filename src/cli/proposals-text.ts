import type { Proposal } from '../audit/index.ts';
import { systemClock } from '../clock.ts';
import { printable } from '../model/index.ts';

/** Proposed checks of a table as a YAML file, with what was seen as comments. */
export async function proposalsText(table: string, proposals: readonly Proposal[]): Promise<string> {
  const { stringifyYAML } = await import('confbox');
  const day = systemClock().toISOString().slice(0, 10);
  const head = `# Checks for ${printable(table)}, proposed on ${day} from names and rows: keep those that are meant to hold.`;
  const parts = proposals.map((proposal) => `# ${seen(proposal, day)}\n${stringifyYAML([proposal.declaration])}`);
  return (
    [head, ...parts]
      .join('\n\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trimEnd() + '\n'
  );
}

/** One check as a YAML file, where neither names nor rows suggest any. */
export async function exampleText({ table, column }: { readonly table: string; readonly column: string }): Promise<string> {
  const { stringifyYAML } = await import('confbox');
  const head = '# A first check, as an example: put a rule in its place that must hold. docs/your-own-checks.md has the rules.';
  return `${head}\n\n${stringifyYAML([{ table, notNull: column }]).trimEnd()}\n`;
}

function seen({ broken, rows }: Proposal, day: string): string {
  const all = rows.toLocaleString('en-US');
  return broken === 0 ? `Held by all ${all} rows on ${day}.` : `Findings among ${all} rows on ${day}: ${broken.toLocaleString('en-US')}.`;
}
