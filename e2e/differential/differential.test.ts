/** Placements beside those that follow from upstream's rules: each case says which, where they stand, and how it comes to its numbers. */
import { caseFiles, caseIn } from './cases';
import { alongside, placed } from './ours';
import { compare, read, written, type Recorded } from './recording';

describe.each(caseFiles())('%s', (file) => {
  const { input, expected } = caseIn(file);

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
    [on('y', { points: 7 }), on('y', { points: 8 }), 'points: theirs: 7; ours: 8'],
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
