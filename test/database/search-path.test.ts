import { describe, expect, it } from 'vitest';
import { namedPath, pinnedPath, resolvedPath, searchPathOption, withoutPath } from '../../src/database/postgres/search-path.ts';

describe('the search path that an address names', () => {
  it.each([
    [null, null, null],
    ['', null, null],
    ['-c geqo=off', null, '-c geqo=off'],
    ['-c search_path=a', 'a', null],
    ['-csearch_path=a,b', 'a,b', null],
    ['-c  search_path=a', 'a', null],
    ['--search_path=a', 'a', null],
    ['-c geqo=off -c search_path=a -c jit=off', 'a', '-c geqo=off -c jit=off'],
    ['-c search_path=a\\ b\\\\c -c jit=off', 'a b\\c', '-c jit=off'],
    ['-c search_path= -c jit=off', '', '-c jit=off'],
    ['x-c search_path=a', null, 'x-c search_path=a'],
    ['-c x.search_path=a', null, '-c x.search_path=a'],
  ])('of options %j is %j, and %j is left to travel', (serverOptions, path, rest) => {
    expect(namedPath({ serverOptions })).toBe(path);
    expect(withoutPath({ serverOptions })).toBe(rest);
  });

  it.each(['a', 'PeerQuest App', 'it"s', 'back\\slash', 'x y,"a,b"', '"$user",public', 'ünï_$1', 'a"b"', '"a"b'])(
    'comes back as it was made: %s',
    (schemas) => {
      const path = namedPath({ serverOptions: `-c jit=off ${searchPathOption(schemas)} -c geqo=off` });
      expect(searchPathOption(path ?? '')).toBe(searchPathOption(schemas));
    },
  );

  it.each([
    ['a"b"', '"a""b"""'],
    ['"a"b', '"""a""b"'],
    ['1a', '"1a"'],
    ['a-b', '"a-b"'],
  ])('quotes what SQL would not take without quotes: %s', (name, quoted) => {
    expect(searchPathOption(name)).toBe(`-c search_path=${quoted}`);
  });

  it('stands in a statement as a text of its own, whatever it holds', () => {
    expect(pinnedPath('app')).toBe("select pg_catalog.set_config('search_path', E'app', true) as path");
    expect(pinnedPath("a'; drop table x; --\\")).toContain("E'a''; drop table x; --\\\\'");
  });

  it('is given again before it is resolved, where there is one', () => {
    const none = resolvedPath({ serverOptions: null });
    expect(none).toMatch(/^select pg_catalog\.set_config\('search_path', coalesce\(/);
    expect(resolvedPath({ serverOptions: '-c search_path=app' })).toBe(`${pinnedPath('app')}; ${none}`);
  });
});
