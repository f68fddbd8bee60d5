import { assignedPodChanges, nodeChanges, ownChanges } from './changes';
import { nodeFacts } from './node-info';
import { info, node, type NodeSketch, type PodSketch } from './testing/objects';

const plainNode = nodeFacts(node());
const taint = { key: 'k', effect: 'NoSchedule' as const };

test.each<[string, NodeSketch, string[]]>([
  ['nothing (a heartbeat)', {}, []],
  ['allocatable', { allocatable: { cpu: '8' } }, ['NodeAllocatableChanged']],
  ['room for pods', { allocatable: { pods: '1' } }, ['NodeAllocatableChanged']],
  ['a label', { labels: { zone: 'a' } }, ['NodeLabelsChanged']],
  ['a taint', { spec: { taints: [taint] } }, ['NodeTaintsChanged']],
  ['cordoned', { spec: { unschedulable: true } }, ['NodeTaintsChanged']],
  ['several', { labels: { zone: 'a' }, spec: { taints: [taint] } }, ['NodeLabelsChanged', 'NodeTaintsChanged']],
])('node: %s', (_, sketch, kinds) => expect(nodeChanges(nodeFacts(node(sketch)), plainNode)).toEqual(kinds));

test('a node that is annotated otherwise', () => {
  const annotated = { ...node(), metadata: { ...node().metadata, annotations: { a: 'b' } } };
  expect(nodeChanges(nodeFacts(annotated), plainNode)).toEqual(['NodeAnnotationsChanged']);
});

test('a node that was not there is added', () => expect(nodeChanges(plainNode, undefined)).toEqual(['NodeAdded']));

const before: PodSketch = { requests: { cpu: '1' }, spec: { schedulingGates: [{ name: 'a' }, { name: 'b' }] } };

test.each<[string, PodSketch, string[]]>([
  ['only its status', { ...before, status: { phase: 'Pending' } }, []],
  ['one of two gates', { ...before, spec: { schedulingGates: [{ name: 'a' }] } }, []],
  ['the last gate', { ...before, spec: {} }, ['OwnGatesRemoved']],
  ['tolerations', { ...before, spec: { ...before.spec, tolerations: [{ operator: 'Exists' }] } }, ['OwnTolerationsChanged']],
  ['labels', { ...before, labels: { a: 'b' } }, ['OwnLabelsChanged']],
  ['annotations', { ...before, meta: { annotations: { a: 'b' } } }, ['OwnAnnotationsChanged']],
])('pod itself: %s', (_, sketch, kinds) => expect(ownChanges(info(sketch), info(before))).toEqual(kinds));

test('an assigned pod scaled down', () => {
  const [large, small] = [info({ requests: { cpu: '2' } }), info({ requests: { cpu: '1' } })];
  expect(assignedPodChanges(small, large)).toEqual(['PodScaledDown']);
  expect(assignedPodChanges(large, small)).toEqual([]);
});
