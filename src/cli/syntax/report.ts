import type { Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import { addEnding } from '../help-ending.ts';
import { addConfigOption, addFormOptions, addGlobalOptions, addStoreOption } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { ReportRunFlags } from '../commands/report.ts';

/** `report`: a run of the history, reported once more. */
export function addReportCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('report')
    .description('report a run of the history once more, in any form, without touching the database')
    .argument('[run]', 'id of the run, the beginning of it, last, last~1, or a day such as 2026-11-28', 'last');
  addEnding(command, ENDING);
  addGlobalOptions(addConfigOption(addStoreOption(addFormOptions(command)))).action(async (run: string, flags: ReportRunFlags) => {
    const { reportRun } = await import('../commands/report.ts');
    await reportRun(run, flags, terminal);
    terminal.exit(EXIT.clean);
  });
}

const ENDING = {
  note: 'What a run only counted is not listed: only one with --detailed, with --record-findings, or in a form for programs knows each finding.',
  examples: ['peerquest-audit report', 'peerquest-audit report last~1 --format csv --output before.csv'],
};
