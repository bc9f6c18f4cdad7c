import type { Command } from 'commander';
import picocolors from 'picocolors';
import { checks } from '../../checks/index.ts';
import { addGlobalOptions, type GlobalFlags } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/** `checks`: every check in a line. */
export function addChecksCommand(program: Command, terminal: Terminal): void {
  const command = program.command('checks').description('list the checks: id, group, severity, whether a repair exists');
  addGlobalOptions(command).action((flags: GlobalFlags) => {
    const colors = picocolors.createColors(flags.color && terminal.hasColors);
    const width = Math.max(...checks.map(({ id }) => id.length));
    for (const { id, group, phase, severity, repair, title } of checks) {
      const place = phase === null ? '' : ` phase ${phase}`;
      terminal.print(
        `${colors.bold(id.padEnd(width))}  ${`${group}${place}`.padEnd(13)}  ${severity.padEnd(8)}  ${(repair.split(/[:.]/)[0] ?? '').toLowerCase().padEnd(9)}  ${title}`,
      );
    }
    terminal.print(`\n${checks.length} checks. Next: peerquest-audit explain ${checks[0]?.id ?? 'ID'}`);
  });
}
