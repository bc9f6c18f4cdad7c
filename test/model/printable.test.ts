import { describe, expect, it } from 'vitest';
import { printable, printed, withColoursOnly } from '../../src/model/index.ts';

describe('printable', () => {
  it.each([
    ['plain text stays', 'Map the harbour – 図書館 🗺️', 'Map the harbour – 図書館 🗺️'],
    ['an escape sequence is shown', '\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
    ['line ends are shown', 'a\nb\r\nc\td\u2028e', 'a\\nb\\r\\nc\\td\\u2028e'],
    ['C1 controls and DEL are shown', '\u009b2J\u007f', '\\u009b2J\\u007f'],
    ['direction overrides are shown', '\u202egnp.exe', '\\u202egnp.exe'],
    ['lone surrogates and tags are shown', '\ud800 \u{e0041}', '\\ud800 \\u{e0041}'],
    ['what nobody sees is shown', 'a\u00ad\u034f\u180e\u3164\u{e0101}\ufe00b', 'a\\u00ad\\u034f\\u180e\\u3164\\u{e0101}\\ufe00b'],
    ['a selector of emoji stays with emoji only', '❤️ 1️⃣ x\ufe0f', '❤️ 1️⃣ x\\ufe0f'],
    ['families and other emoji of several stay whole', '👨‍👩‍👧 🏳️‍🌈 👩🏽‍🚀 ❤️‍🔥', '👨‍👩‍👧 🏳️‍🌈 👩🏽‍🚀 ❤️‍🔥'],
    ['what joins no emoji that is listed is shown', '\u200da👨\u200d b👨\u200d👨\u200dc', '\\u200da👨\\u200d b👨\\u200d👨\\u200dc'],
    ['what hides or reorders is shown beside a family', '\u202e👨‍👩‍👧\u200b\u2066', '\\u202e👨‍👩‍👧\\u200b\\u2066'],
    ['a mark in an emoji of several is broken', '👨🏽‍🔧', '👨🏽\\u200d\\u{1f527}'],
    ['a forged total is broken', 'TOTAL ISSUES: 0', 'TOTAL \\u0049SSUES: 0'],
    ['a forged verdict is broken', 'System is healthy!', '\\u0053ystem is healthy!'],
    ['forged marks are broken', '✅ ❌ ⚠️ 🔧', '\\u2705 \\u274c \\u26a0\ufe0f \\u{1f527}'],
    ['a forged heading is broken', 'PHASE 1: x', '\\u0050HASE 1: x'],
  ])('%s', (_title, text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  it('is what the tag printed does to every value, and only to values', () => {
    expect(printed`✅ ${'a\nb'} -> "${'✅'}"`).toBe('✅ a\\nb -> "\\u2705"');
  });
});

describe('a line of a report, last of all', () => {
  it.each([
    [
      'keeps the colours of this program',
      '\u001b[31m❌ red\u001b[39m and \u001b[1mbold\u001b[22m',
      '\u001b[31m❌ red\u001b[39m and \u001b[1mbold\u001b[22m',
    ],
    [
      'shows what else acts on a terminal, between colours too',
      '\u001b[2J\u001b[31mre\u009bd\u001b[39m\r',
      '\\u001b[2J\u001b[31mre\\u009bd\u001b[39m\\r',
    ],
    ['shows what is no colour of this program', '\u001b[38;5;1mred\u001b[m\u001b[100m', '\\u001b[38;5;1mred\\u001b[m\\u001b[100m'],
    ['shows what acts where no colour is', 'a\u202eb', 'a\\u202eb'],
  ])('%s', (_title, line, expected) => {
    expect(withColoursOnly(line)).toBe(expected);
  });
});
