#!/usr/bin/env node
import { toldVersion } from '../version.ts';

if (!toldVersion(process.argv.slice(2))) {
  const { main } = await import('../main.ts');
  await main({ asDjangoCommand: true, standsFor: [] });
}
