import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watched, type Watched } from './watched.ts';

const board = JSON.parse(readFileSync('deploy/grafana/peerquest-audit.json', 'utf8')) as {
  readonly panels: readonly { readonly id: number; readonly gridPos: Box; readonly targets?: readonly { readonly expr: string }[] }[];
};
const rules = readFileSync('deploy/prometheus/peerquest-audit.rules.yml', 'utf8');
const expressions = board.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

let world: Watched;
let known: ReadonlyMap<string, readonly string[]>;
beforeAll(async () => {
  world = await watched();
  known = new Map((await world.monitor([]).families()).map(({ name, labels }) => [name, labels]));
});
afterAll(() => world.close());

const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(/peerquest_audit_\w+/g)].map(([name]) => name.replace(/_(?:bucket|sum|count)$/, ''));

describe('the board for Grafana and the rules for Prometheus', () => {
  it('ask for metrics that there are', () => {
    const asked = new Set([...expressions.flatMap(namesIn), ...namesIn(rules)]);
    expect([...asked].filter((name) => !known.has(name))).toEqual([]);
    expect(asked.size).toBeGreaterThan(20);
  });

  it('ask by labels that these have', () => {
    for (const expression of [...expressions, rules]) {
      for (const [, name = '', labels = ''] of expression.matchAll(/(peerquest_audit_\w+)\{([^}]*)\}/g)) {
        const of = [...labels.matchAll(/(\w+)\s*(?:=~|!=|=)/g)].map(([, label]) => label ?? '');
        expect([name, of.filter((label) => !(known.get(name) ?? []).includes(label))]).toEqual([name, []]);
      }
    }
  });

  it('shows panels that do not lie on each other', () => {
    const boxes = board.panels.map(({ gridPos }) => gridPos);
    const lieOnEachOther = (a: Box, b: Box) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
    expect(boxes.filter(({ x, w }) => x + w > 24)).toEqual([]);
    expect(boxes.flatMap((a, place) => boxes.slice(place + 1).filter((b) => lieOnEachOther(a, b)))).toEqual([]);
    expect(new Set(board.panels.map(({ id }) => id)).size).toBe(board.panels.length);
  });

  it.skipIf(spawnSync('promtool', ['--version']).error !== undefined)('asks what Prometheus understands', () => {
    const asRules = expressions.map((expr, place) => ({ record: `panel:${place}`, expr: expr.replaceAll('$database', '.*') }));
    const file = world.file('board.yml');
    // JSON is YAML.
    spawnSync('tee', [file], { input: JSON.stringify({ groups: [{ name: 'board', rules: asRules }] }) });
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' });
    expect([status, stdout + stderr]).toEqual([0, expect.stringContaining(`${expressions.length} rules found`)]);
  });
});
