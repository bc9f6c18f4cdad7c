import { setFlagsFromString } from 'node:v8';

/**
 * Tells V8 to hold little memory, however many rows pass through it. A thread that begins has V8 forget it: it is to be told again when it is
 * there.
 */
export function keepSmall(): void {
  // Rows live for a moment only: a young generation that does not grow keeps 40 MB of them from piling up.
  setFlagsFromString('--semi-space-growth-factor=1');
  // What outlives that is let go before it has doubled: a repair's rows would otherwise wait in 400 MB for a collection.
  setFlagsFromString('--heap-growing-percent=20');
}
