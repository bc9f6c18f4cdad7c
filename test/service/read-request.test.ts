import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAuditRequest, readRepairRequest, readUndoRequest } from '../../src/service/read-request.ts';

const names = fc.array(fc.string({ minLength: 1 }), { maxLength: 3 });
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value);
const subset = fc
  .integer({ min: 1, max: 50 })
  .chain((parts) => fc.record({ parts: fc.constant(parts), of: fc.integer({ min: parts, max: 99 }) }));

const auditMembers = {
  only: orNull(names),
  skip: names,
  user: orNull(fc.string()),
  users: fc.constant({ table: 'people', id: 'id', name: 'e-mail' }),
  includeDropped: fc.boolean(),
  levels: fc.record({ xpPerLevel: fc.integer({ min: 1 }), offset: fc.integer(), highest: fc.integer({ min: 1 }) }),
  files: fc.record(
    { mediaRoot: orNull(fc.string({ minLength: 1 })), mediaUrl: orNull(fc.webUrl()), subset: orNull(subset) },
    { requiredKeys: [] },
  ),
  overrides: fc.dictionary(
    // No check can be called so, and zod leaves such a member out.
    fc.string().filter((name) => name !== '__proto__'),
    fc.record(
      { severity: fc.constantFrom('critical', 'warning', 'info'), warnIf: fc.integer({ min: 1 }), errorIf: fc.constantFrom('2%', '0.5 %') },
      { requiredKeys: [] },
    ),
  ),
  failFast: orNull(fc.constantFrom('critical', 'warning', 'info')),
  redact: fc.boolean(),
  maxLag: orNull(fc.double({ min: 0, max: 1e6, noNaN: true }).map(Math.abs)),
};
const auditRequests = fc.record(auditMembers, { requiredKeys: [] });
const writingMembers = {
  audit: auditRequests,
  dryRun: fc.boolean(),
  maxChanges: fc.integer({ min: 1 }),
  throttle: fc.double({ min: 0, max: 0.95, noNaN: true }).map(Math.abs),
  allowances: fc.record({ singleWriter: fc.boolean(), promoted: fc.boolean() }),
};
const keep = fc.oneof(
  fc.constantFrom('earliest', 'latest'),
  fc.record({ participantId: fc.oneof(fc.integer(), fc.string({ minLength: 1 })) }),
);
const repairMembers = {
  certainOnly: fc.boolean(),
  planFile: orNull(fc.string({ minLength: 1 })),
  duplicates: orNull(fc.record({ keep, pairs: orNull(names) })),
  balances: fc.boolean(),
};

describe('a request', () => {
  it.each([
    ['an audit', readAuditRequest, auditRequests],
    ['a repair', readRepairRequest, fc.record({ ...writingMembers, ...repairMembers }, { requiredKeys: [] })],
    [
      'an undo',
      readUndoRequest,
      fc.record(
        {
          ...writingMembers,
          run: fc.string({ minLength: 1 }),
          includeUnknown: fc.boolean(),
          records: fc.option(fc.array(fc.string({ minLength: 1 }))),
        },
        { requiredKeys: [] },
      ),
    ],
  ] as const)('for %s is the same after it was stored', (_, read, requests) => {
    fc.assert(
      fc.property(requests as fc.Arbitrary<object>, (request) => {
        const stored: unknown = JSON.parse(JSON.stringify(request));
        expect(read(stored)).toStrictEqual(stored);
      }),
    );
  });

  it.each([
    [null, 'has no members'],
    [[], 'has no members'],
    [{ onyl: ['sync'] }, 'has an unknown member "onyl": did you mean "only"?'],
    [{ __proto__: null, toString: 1 }, 'has an unknown member "toString"'],
    [{ only: 'sync' }, 'has a mistake in "only"'],
    [{ only: [''] }, 'has a mistake in "only.0"'],
    [{ user: 5 }, 'has a mistake in "user"'],
    [{ users: { table: 'people' } }, 'lacks the member "users.id"'],
    [
      { overrides: { 'quest-status': { errorIf: 'many' } } },
      'has a mistake in "overrides.quest-status.errorIf": it must be a number of findings',
    ],
    [{ levels: { xpPerLevel: 0, offset: 0, highest: 1 } }, 'has a mistake in "levels.xpPerLevel"'],
    [{ files: { mediaUrl: 'file:///etc/passwd' } }, 'has a mistake in "files.mediaUrl"'],
    [{ files: { subset: { parts: 2, of: 1 } } }, 'has a mistake in "files.subset": it must be a share'],
    [{ maxLag: -1 }, 'has a mistake in "maxLag"'],
  ])('for an audit that cannot be meant is refused: %j', (data, sentence) => {
    expect(() => readAuditRequest(data)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }));
    expect(() => readAuditRequest(data)).toThrow(`The request for an audit ${sentence}`);
  });

  it('for a repair or an undo that cannot be meant is refused', () => {
    expect(() => readRepairRequest({ throttle: 1 })).toThrow('The request for a repair has a mistake in "throttle"');
    expect(() => readRepairRequest({ maxChanges: 0 })).toThrow('has a mistake in "maxChanges"');
    expect(() => readRepairRequest({ duplicates: { keep: 'oldest', pairs: null } })).toThrow('has a mistake in "duplicates.keep"');
    expect(() => readRepairRequest({ audit: { user: true } })).toThrow('has a mistake in "audit.user"');
    expect(() => readRepairRequest({ run: 'last' })).toThrow('has an unknown member "run"');
    expect(() => readUndoRequest({ includeUnknown: 'yes' })).toThrow('The request for an undo has a mistake in "includeUnknown"');
    expect(() => readUndoRequest({ planFile: 'x' })).toThrow('has an unknown member "planFile"');
  });
});
