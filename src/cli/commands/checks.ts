import picocolors from 'picocolors';
import { allChecks, withOverrides } from '../../checks/index.ts';
import { printable, shellWord } from '../../model/index.ts';
import { Workspace } from '../../workspace/index.ts';
import type { ConfigFlags, GlobalFlags } from '../options.ts';
import { repeatedFlags } from '../resolve-options.ts';
import type { Terminal } from '../terminal.ts';

/** Prints every check in a line. */
export async function listChecks(flags: ConfigFlags & GlobalFlags, terminal: Terminal): Promise<void> {
  const { checks: own = [], overrides = {} } = (await Workspace.open(flags)).settings;
  const checks = withOverrides(allChecks(own), overrides);
  const colors = picocolors.createColors(flags.color && terminal.hasColors);
  const width = Math.max(...checks.map(({ id }) => id.length));
  for (const { id, group, phase, severity, repair, title } of checks) {
    const place = phase === null ? '' : ` phase ${phase}`;
    terminal.print(
      `${colors.bold(printable(id).padEnd(width))}  ${printable(`${group}${place}`).padEnd(13)}  ${severity.padEnd(8)}  ${(repair.split(/[:.]/)[0] ?? '').toLowerCase().padEnd(9)}  ${printable(title)}`,
    );
  }
  const yours = own.length === 0 ? '' : `, ${own.length} of them yours`;
  const next = own[0] ?? checks[0];
  terminal.print(
    `\n${checks.length} checks${yours}. Next: peerquest-audit explain ${shellWord(next?.id ?? 'ID')}${repeatedFlags(flags).config}`,
  );
}
