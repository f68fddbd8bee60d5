/** On which nodes a DaemonSet's pods run. */
import type { core } from '../../api';
import { daemonSet, node } from '../testing/daemon-set';
import { pod, template } from '../testing/objects';
import { placementOf } from './placement';
import { nodeOf, templateFor } from './pods';
import { daemonTolerations } from './tolerations';

const taint = (key: string, effect: core.Taint['effect']): core.Taint => ({ key, effect });
const terms = (nodeSelectorTerms: core.NodeSelectorTerm[]): core.Affinity => ({ nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } });
const verdict = (spec: Partial<core.PodSpec>, on: core.Node) => placementOf(daemonSet({ spec: { template: { ...template, spec: { containers: [], ...spec } } } }))(on);

const yes = { run: true, stay: true };
const no = { run: false, stay: false };
const stay = { run: false, stay: true };

test.each<[string, Partial<core.PodSpec>, core.Node, typeof yes]>([
  ['nothing against it', {}, node('a'), yes],
  ['the label that is asked for', { nodeSelector: { disk: 'ssd' } }, node('a', { labels: { disk: 'ssd' } }), yes],
  ['another label', { nodeSelector: { disk: 'ssd' } }, node('a', { labels: { disk: 'hdd' } }), no],
  ['affinity that fits', { affinity: terms([{ matchExpressions: [{ key: 'disk', operator: 'Exists' }] }]) }, node('a', { labels: { disk: 'hdd' } }), yes],
  ['affinity for another node', { affinity: terms([{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['b'] }] }]) }, node('a'), no],
  ['its name', { nodeName: 'a' }, node('a'), yes],
  ['the name of another', { nodeName: 'b' }, node('a'), no],
  ['a taint that keeps new pods off', {}, node('a', { taints: [taint('dedicated', 'NoSchedule')] }), stay],
  ['a taint that throws pods out', {}, node('a', { taints: [taint('dedicated', 'NoExecute')] }), no],
  ['a taint that is only a preference', {}, node('a', { taints: [taint('dedicated', 'PreferNoSchedule')] }), yes],
  ['a taint that is tolerated', { tolerations: [{ key: 'dedicated', operator: 'Exists' }] }, node('a', { taints: [taint('dedicated', 'NoExecute')] }), yes],
  ['a cordon', {}, node('a', { taints: [taint('node.kubernetes.io/unschedulable', 'NoSchedule')] }), yes],
  ['trouble', {}, node('a', { taints: [taint('node.kubernetes.io/not-ready', 'NoExecute'), taint('node.kubernetes.io/unreachable', 'NoExecute')] }), yes],
  ['not ready yet, to begin with', {}, node('a', { taints: [taint('node.kubernetes.io/not-ready', 'NoSchedule')] }), stay],
  ['no network', {}, node('a', { taints: [taint('node.kubernetes.io/network-unavailable', 'NoSchedule')] }), stay],
  ['no network, and no need of one', { hostNetwork: true }, node('a', { taints: [taint('node.kubernetes.io/network-unavailable', 'NoSchedule')] }), yes],
])('%s', (_, spec, on, expected) => {
  expect(verdict(spec, on)).toEqual(expected);
});

test('tolerations of its own stay, in place; a weaker one of the same is replaced', () => {
  const own: core.Toleration[] = [{ operator: 'Exists', key: 'node.kubernetes.io/not-ready', effect: 'NoExecute', tolerationSeconds: 5 }, { key: 'a', value: 'b' }];
  const all = daemonTolerations({ containers: [], tolerations: own });
  expect(all.slice(0, 2)).toEqual([{ operator: 'Exists', key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' }, own[1]]);
  expect(all.map(({ key }) => key?.replace('node.kubernetes.io/', ''))).toEqual(['not-ready', 'a', 'unreachable', 'disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable']);
});

test('a pod can be bound to its node alone, whatever the template says', () => {
  const preferred = [{ weight: 1, preference: { matchExpressions: [{ key: 'x', operator: 'Exists' as const }] } }];
  const affinity: core.Affinity = { podAffinity: {}, nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred, ...terms([{ matchExpressions: [{ key: 'disk', operator: 'Exists' }] }]).nodeAffinity } };
  const set = daemonSet({ metadata: { annotations: { 'deprecated.daemonset.template.generation': '3' } }, spec: { template: { ...template, spec: { containers: [], affinity } } } });
  const made = templateFor(set, 'a', 'hash');
  expect(made.metadata?.labels).toEqual({ app: 'web', 'controller-revision-hash': 'hash', 'pod-template-generation': '3' });
  expect(made.spec?.affinity).toEqual({
    podAffinity: {},
    nodeAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: preferred,
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a'] }] }] },
    },
  });
});

const names = (...values: string[]): core.NodeSelectorTerm => ({ matchFields: [{ key: 'metadata.name', operator: 'In', values }] });

test.each<[string, Partial<core.PodSpec>, string | undefined]>([
  ['where it was bound to', { nodeName: 'a', affinity: terms([names('b')]) }, 'a'],
  ['which its affinity names', { affinity: terms([{ matchExpressions: [] }, names('b')]) }, 'b'],
  ['of several', { affinity: terms([names('a', 'b')]) }, undefined],
  ['of none', { affinity: {} }, undefined],
])('the node of a pod: %s', (_, spec, expected) => {
  expect(nodeOf(pod({ spec: { containers: [], ...spec } }))).toBe(expected);
});
