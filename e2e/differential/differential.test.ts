/** Placements beside those that follow from upstream's rules: each case says which, where they stand, and how it comes to its numbers. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { manifestsOf } from '../../cmd/manifests';
import { alongside, placed, type Input } from './ours';
import { compare, read, written, type Recorded } from './recording';

interface Case { readonly why: string; readonly source: string; readonly cluster: readonly object[]; readonly pods: readonly object[]; readonly expected: readonly Recorded[] }

const folder = join(__dirname, 'cases');

function load(file: string): { input: Input; expected: readonly Recorded[] } {
  const { cluster, pods, expected } = parse(readFileSync(join(folder, file), 'utf8')) as Case;
  const manifests = (items: readonly object[]) => manifestsOf(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }), file);
  return { input: { snapshot: manifests(cluster), pods: manifests(pods) }, expected };
}

describe.each(readdirSync(folder).sort())('%s', (file) => {
  const { input, expected } = load(file);

  test('every pod is where it belongs, whoever is drawn', async () => {
    for (const seed of [1, 2]) {
      const compared = await alongside(input, expected, seed);
      expect(compared.filter(({ agreement }) => agreement === 'differs')).toEqual([]);
      expect(compared).toHaveLength(input.pods.length);
    }
  });

  test('a recording of our own agrees with us', async () => {
    const recording = read(written(await placed(input)));
    expect((await alongside(input, recording)).map(({ agreement }) => agreement)).not.toContain('differs');
  });
});

describe('what differs is told', () => {
  const none: Recorded = { pod: 'default/a', reason: '0/1 nodes are available: 1 Insufficient cpu.' };
  const on = (node: string, more: Partial<Recorded> = {}): Recorded => ({ pod: 'default/a', node, ...more });

  test.each<[Recorded, Recorded, string]>([
    [on('x'), none, 'theirs: x; ours: 0/1 nodes are available: 1 Insufficient cpu.'],
    [none, on('x'), 'theirs: 0/1 nodes are available: 1 Insufficient cpu.; ours: x'],
    [none, { ...none, reason: 'other' }, 'theirs: 0/1 nodes are available: 1 Insufficient cpu.; ours: other'],
    [on('x'), on('y', { best: ['y', 'z'] }), 'theirs: x; ours: y or z'],
    [on('y', { best: ['y'] }), on('y', { best: ['y', 'z'] }), 'the best: theirs: y; ours: y, z'],
    [on('y', { preempted: ['default/v'] }), on('y'), 'preempted: theirs: default/v; ours: none'],
  ])('%j %j', (theirs, ours, difference) => {
    expect(compare(theirs, ours)).toEqual({ pod: 'default/a', agreement: 'differs', difference });
  });

  test('a tie is none', () => {
    expect(compare(on('z'), on('y', { best: ['y', 'z'] }))).toEqual({ pod: 'default/a', agreement: 'tie' });
    expect(compare(none, none)).toEqual({ pod: 'default/a', agreement: 'same' });
  });
});

test.each([
  ['{"pod":"default/a"}', 'line 1: either node or reason must be there'],
  ['{"pod":"a","node":"n"}', 'line 1: pod must be "namespace/name"'],
  ['{"pod":"default/a","node":"n"}\n\nnothing', 'line 3: '],
])('no recording: %j', (text, fault) => {
  expect(() => read(text)).toThrow(fault);
});
