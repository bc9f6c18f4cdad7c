import { join } from 'node:path';
import type { Config } from 'tailwindcss';

const colour = (name: string): string => `var(--${name})`;

/** Names for the tokens of styles/: colours, spaces and sizes are theirs, and light and dark are one variable. */
export default {
  content: [join(import.meta.dirname, 'src/**/*.{ts,tsx}')],
  corePlugins: { preflight: false },
  theme: {
    spacing: { 0: '0', 1: '4px', 2: '8px', 3: '12px', 4: '16px', 6: '24px', 8: '32px' },
    screens: { phone: { max: '760px' }, drawer: { max: '940px' } },
    colors: Object.fromEntries(
      ['bg', 'panel', 'sunken', 'hover', 'line', 'text', 'muted', 'accent', 'crit', 'warn', 'info', 'ok', 'fail'].map((name) => [
        name,
        colour(name),
      ]),
    ),
  },
} satisfies Config;
