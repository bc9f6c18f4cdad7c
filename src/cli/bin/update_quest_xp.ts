#!/usr/bin/env node
import type { CheckId } from '../../model/index.ts';
import { main } from '../main.ts';

await main({ asDjangoCommand: true, standsFor: ['--only', 'quest-xp-reward' satisfies CheckId, '--fix-issues'] });
