#!/usr/bin/env node
import type { CheckId } from '../../model/index.ts';
import { toldVersion } from '../version.ts';

if (!toldVersion(process.argv.slice(2))) {
  const { main } = await import('../main.ts');
  await main({ asDjangoCommand: true, standsFor: ['--only', 'quest-xp-reward' satisfies CheckId, '--fix-issues'] });
}
