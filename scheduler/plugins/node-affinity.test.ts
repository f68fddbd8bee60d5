import type { core } from '../../api';
import { nodeFacts } from '../node-info';
import { cycleOf, info, node, nodeInfo } from '../testing/objects';
import { nodeAffinity } from './node-affinity';

const plugin = nodeAffinity({ args: {} });
const rejection = { code: 'UnschedulableAndUnresolvable', reasons: ["node(s) didn't match Pod's node affinity/selector"] };
const target = nodeInfo({ name: 'n1', labels: { zone: 'a', cores: '8' } });

const requiring = (...nodeSelectorTerms: core.NodeSelectorTerm[]): Partial<core.PodSpec> =>
  ({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } } });
const label = (key: string, operator: core.NodeSelectorRequirement['operator'], ...values: string[]): core.NodeSelectorTerm =>
  ({ matchExpressions: [{ key, operator, values }] });
const named = (operator: 'In' | 'NotIn', ...values: string[]): core.NodeSelectorTerm =>
  ({ matchFields: [{ key: 'metadata.name', operator, values }] });

const passes = (spec: Partial<core.PodSpec>): boolean => {
  const cycle = cycleOf({ spec });
  plugin.preFilter?.(cycle);
  const answer = plugin.filter?.(cycle, target);
  if (answer) expect(answer).toEqual(rejection);
  return answer === undefined;
};

test.each<[string, Partial<core.PodSpec>, boolean]>([
  ['nodeSelector that matches', { nodeSelector: { zone: 'a' } }, true],
  ['nodeSelector with another value', { nodeSelector: { zone: 'b' } }, false],
  ['nodeSelector with a missing label', { nodeSelector: { zone: 'a', gpu: 'yes' } }, false],
  ['In', requiring(label('zone', 'In', 'a', 'b')), true],
  ['In, missing label', requiring(label('gpu', 'In', 'a')), false],
  ['NotIn', requiring(label('zone', 'NotIn', 'a')), false],
  ['NotIn, missing label', requiring(label('gpu', 'NotIn', 'a')), true],
  ['Exists', requiring(label('zone', 'Exists')), true],
  ['Exists, missing label (also one every object has)', requiring(label('toString', 'Exists')), false],
  ['DoesNotExist', requiring(label('zone', 'DoesNotExist')), false],
  ['Gt', requiring(label('cores', 'Gt', '7')), true],
  ['Gt, equal', requiring(label('cores', 'Gt', '8')), false],
  ['Lt', requiring(label('cores', 'Lt', '9')), true],
  ['Lt, no number', requiring(label('zone', 'Lt', '9')), false],
  ['terms are alternatives', requiring(label('zone', 'In', 'b'), label('cores', 'Exists')), true],
  ['expressions of a term all hold', requiring({ matchExpressions: [...label('zone', 'In', 'a').matchExpressions ?? [], ...label('gpu', 'Exists').matchExpressions ?? []] }), false],
  ['an empty term matches nothing', requiring({}), false],
  ['no terms match nothing', requiring(), false],
  ['by name', requiring(named('In', 'n1')), true],
  ['by another name', requiring(named('NotIn', 'n1')), false],
  ['selector and affinity both hold', { nodeSelector: { zone: 'b' }, ...requiring(label('cores', 'Exists')) }, false],
])('filter: %s', (_, spec, expected) => expect(passes(spec)).toBe(expected));

test('a pod that asks for nothing is skipped', () => expect(plugin.preFilter?.(cycleOf())).toMatchObject({ code: 'Skip' }));

test('names narrow the search, when every term has one', () => {
  const preFilter = (spec: Partial<core.PodSpec>) => plugin.preFilter?.(cycleOf({ spec }));
  expect(preFilter(requiring(named('In', 'n1'), named('In', 'n2')))).toEqual({ nodeNames: new Set(['n1', 'n2']) });
  expect(preFilter(requiring(named('In', 'n1'), label('zone', 'Exists')))).toBeUndefined();
  const both = { matchFields: [...named('In', 'n1').matchFields ?? [], ...named('In', 'n2').matchFields ?? []] };
  expect(preFilter(requiring(both))).toEqual({ code: 'UnschedulableAndUnresolvable', reasons: ['pod affinity terms conflict'] });
});

test('score: weights of the matching preferences', () => {
  const preferredDuringSchedulingIgnoredDuringExecution = [
    { weight: 10, preference: label('zone', 'In', 'a') }, { weight: 30, preference: label('disk', 'Exists') }, { weight: 5, preference: {} },
  ];
  const cycle = cycleOf({ spec: { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution } } } });
  const nodes = [nodeInfo(), target, nodeInfo({ labels: { zone: 'a', disk: 'ssd' } })];
  expect(plugin.preScore?.(cycle, nodes)).toBeUndefined();
  const scores = Float64Array.from(nodes, (node) => plugin.score?.(cycle, node) ?? NaN);
  expect([...scores]).toEqual([0, 10, 40]);
  plugin.normalize?.(cycle, scores, nodes);
  expect([...scores]).toEqual([0, 25, 100]);
  expect(plugin.preScore?.(cycleOf(), nodes)).toMatchObject({ code: 'Skip' });
});

test('a label that makes the node match helps', () => {
  const [wake] = plugin.wakeOn ?? [];
  if (wake?.subject !== 'Node') throw new Error('no rule for nodes');
  const waiting = info({ spec: { nodeSelector: { zone: 'a' } } });
  const [plain, zoned] = [nodeFacts(node()), nodeFacts(node({ labels: { zone: 'a' } }))];
  const helps = (facts: typeof plain, old?: typeof plain) => wake.helps?.(waiting, { subject: 'Node', kinds: ['NodeLabelsChanged'], node: facts, old });
  expect([helps(zoned, plain), helps(plain, zoned), helps(zoned, zoned), helps(zoned)]).toEqual([true, false, false, true]);
});

describe('affinity that the profile adds', () => {
  const added = (addedAffinity: core.NodeAffinity) => nodeAffinity({ args: { addedAffinity } });
  const inZone = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [label('zone', 'In', 'a')] } };
  const nodes = [target, nodeInfo({ name: 'n2', labels: { zone: 'b', cores: '8' } })];

  test.each<[string, Partial<core.PodSpec>, string[]]>([
    ['alone', {}, ['', 'node(s) didn\'t match scheduler-enforced node affinity']],
    ['beside the pod\'s', { nodeSelector: { zone: 'b' } }, ["node(s) didn't match Pod's node affinity/selector", "node(s) didn't match scheduler-enforced node affinity"]],
    ['that agrees with the pod\'s', { nodeSelector: { cores: '8' } }, ['', "node(s) didn't match scheduler-enforced node affinity"]],
  ])('filter: %s', (_what, spec, expected) => {
    const enforcing = added(inZone);
    const cycle = cycleOf({ spec });
    expect(enforcing.preFilter?.(cycle)).toBeUndefined();
    expect(nodes.map((one) => enforcing.filter?.(cycle, one)?.reasons.join() ?? '')).toEqual(expected);
  });

  test('score: it adds to the pod\'s', () => {
    const liking = added({ preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 5, preference: label('zone', 'In', 'b') }] });
    const spec = { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 3, preference: label('cores', 'Exists') }] } } };
    const scores = (cycle: ReturnType<typeof cycleOf>) => nodes.map((one) => liking.score?.(cycle, one));
    const [plain, own] = [cycleOf(), cycleOf({ spec })];
    liking.preScore?.(plain, nodes);
    liking.preScore?.(own, nodes);
    expect([scores(plain), scores(own)]).toEqual([[0, 5], [3, 8]]);
  });

  test('a node that the profile does not allow helps nobody', () => {
    const [wake] = added(inZone).wakeOn ?? [];
    if (wake?.subject !== 'Node') throw new Error('no rule for nodes');
    const helps = (zone: string) => wake.helps?.(info(), { subject: 'Node', kinds: ['NodeAdded'], node: nodeFacts(node({ labels: { zone } })) });
    expect([helps('a'), helps('b')]).toEqual([true, false]);
  });
});

describe('affinity that the profile adds', () => {
  const inZone = (zone: string): core.NodeSelectorTerm => label('zone', 'In', zone);
  const forced = (zone: string) => nodeAffinity({ args: { addedAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [inZone(zone)] } } } });
  const liking = (zone: string) => nodeAffinity({ args: { addedAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 7, preference: inZone(zone) }] } } });
  const own = { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 2, preference: label('cores', 'Exists') }] };

  test.each<[string, string, Partial<core.PodSpec>, string | undefined]>([
    ['a pod without any of its own', 'a', {}, undefined],
    ['elsewhere', 'b', {}, "node(s) didn't match scheduler-enforced node affinity"],
    ['both must match: only the added does', 'a', { nodeSelector: { zone: 'b' } }, "node(s) didn't match Pod's node affinity/selector"],
    ['both must match: only the own does', 'b', { nodeSelector: { zone: 'a' } }, "node(s) didn't match scheduler-enforced node affinity"],
    ['both match', 'a', { nodeSelector: { zone: 'a' } }, undefined],
  ])('required: %s', (_what, zone, spec, reason) => {
    const cycle = cycleOf({ spec });
    expect(forced(zone).preFilter?.(cycle)).toBeUndefined();
    expect(forced(zone).filter?.(cycle, target)?.reasons).toEqual(reason === undefined ? undefined : [reason]);
  });

  test.each<[string, string, Partial<core.PodSpec>, number]>([
    ['of the profile alone', 'a', {}, 7],
    ['that no node matches', 'b', {}, 0],
    ['of both', 'a', { affinity: { nodeAffinity: own } }, 9],
  ])('preferred: %s', (_what, zone, spec, score) => {
    const cycle = cycleOf({ spec });
    expect(liking(zone).preScore?.(cycle, [target])).toBeUndefined();
    expect(liking(zone).score?.(cycle, target)).toBe(score);
    // A profile may leave preScore out.
    expect(liking(zone).score?.(cycleOf({ spec }), target)).toBe(score);
  });

  test.each<[string, string | undefined, string, boolean]>([
    ['a node where pods may be', undefined, 'a', true],
    ['one where they may not', undefined, 'b', false],
    ['a node that has become one', 'b', 'a', true],
    ['one that was one already', 'a', 'a', false],
  ])('wakes for %s', (_what, before, now, wakes) => {
    const facts = (zone: string) => nodeFacts(node({ labels: { zone } }));
    const [wake] = forced('a').wakeOn ?? [];
    if (wake?.subject !== 'Node') throw new Error('does not follow nodes');
    const change = { subject: 'Node', kinds: [before ? 'NodeLabelsChanged' : 'NodeAdded'], node: facts(now), ...(before && { old: facts(before) }) } as const;
    expect((wake as { helps?: (pod: ReturnType<typeof info>, change: object) => boolean }).helps?.(info(), change)).toBe(wakes);
  });
});
