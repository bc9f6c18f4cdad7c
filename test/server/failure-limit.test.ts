import { expect, it } from 'vitest';
import { FailureLimit } from '../../src/server/access/failure-limit.ts';

it('shuts nobody out for as long as a clock was wrong', () => {
  let now = new Date('2036-01-01T00:00:00Z');
  const limit = new FailureLimit(() => now);
  for (let failure = 0; failure < 10; failure += 1) limit.take('vera');
  expect(() => limit.take('vera')).toThrow(/too often/);
  now = new Date('2026-01-01T00:00:00Z');
  for (let failure = 0; failure < 10; failure += 1) limit.take('vera');
  expect(() => limit.take('vera')).toThrow(/too often/);
});
