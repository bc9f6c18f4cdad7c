// A process of its own that makes the store's key as soon as it is let go, and prints it.
import { makeStoreKey } from '../../src/history/store-key.ts';

process.stdin.once('data', () => {
  process.stdout.write(makeStoreKey(process.env, null).secret?.export().toString('hex') ?? 'none', () => process.exit());
});
process.stdout.write('ready');
