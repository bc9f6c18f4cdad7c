import { Help, type Command, type HelpConfiguration, type Option } from 'commander';
import { HEADINGS } from './help-headings.ts';

/** Columns that a description takes beside its flag at least: where fewer are left, it stands below. */
const BESIDE = 40;
const INDENT = 2;

/** How help is laid out, at any width from 40 columns. */
export const HELP_LAYOUT: HelpConfiguration & ThisType<Help> = {
  // commander leaves narrower columns as they are, to be broken by the terminal in the middle of words.
  minWidthToWrap: 20,

  styleUsage(usage) {
    const title = 'Usage: '.length;
    return this.boxWrap(usage, (this.helpWidth ?? 80) - title).replaceAll('\n', `\n${' '.repeat(title)}`);
  },

  // That a command has flags goes without saying, and would take the room of what it does.
  subcommandTerm(command) {
    return Help.prototype.subcommandTerm.call(this, command).replace(' [options]', '');
  },

  // What a command alone has comes first, then the headings in their order, wherever its syntax adds which flag.
  groupItems<Item extends Command | Option>(_all: Item[], visible: Item[], headingOf: (item: Item) => string): Map<string, Item[]> {
    const order: readonly string[] = Object.values(HEADINGS);
    const headings = [...new Set(visible.map(headingOf))].sort((one, other) => order.indexOf(one) - order.indexOf(other));
    return new Map(headings.map((heading) => [heading, visible.filter((item) => headingOf(item) === heading)]));
  },

  formatItem(term, termWidth, description) {
    const width = this.helpWidth ?? 80;
    const besides = INDENT + termWidth + 2;
    const isBeside = width - besides >= BESIDE;
    const indent = isBeside ? besides : 2 * INDENT;
    const lines = this.boxWrap(description, width - indent).replaceAll('\n', `\n${' '.repeat(indent)}`);
    const start = ' '.repeat(INDENT) + term;
    return isBeside ? start.padEnd(besides) + lines : `${start}\n${' '.repeat(indent)}${lines}`;
  },
};
