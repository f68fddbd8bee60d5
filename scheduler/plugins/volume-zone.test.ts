import type { core, KubeObject } from '../../api';
import { ingredients } from '../testing/ingredients';
import { cycleOf, nodeInfo } from '../testing/objects';
import { volumeZone } from './volume-zone';

const zone = 'topology.kubernetes.io/zone';
const region = 'topology.kubernetes.io/region';
const older = 'failure-domain.beta.kubernetes.io/zone';

const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { namespace: 'default', name: 'data' }, spec: { volumeName: 'x' }, status: {} };
const volume = (labels: Record<string, string>): KubeObject => ({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'x', labels } });
const spec: Partial<core.PodSpec> = { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] };

/** undefined: left out of the attempt. */
function allows(volumeLabels: Record<string, string>, nodeLabels: Record<string, string>): boolean | undefined {
  const plugin = volumeZone(ingredients({ objects: [claim, volume(volumeLabels)] }));
  const node = nodeInfo({ labels: nodeLabels });
  const cycle = cycleOf({ spec }, node);
  if (plugin.preFilter?.(cycle)) return undefined;
  const answer = plugin.filter?.(cycle, node);
  if (answer) expect(answer).toEqual({ code: 'UnschedulableAndUnresolvable', reasons: ['node(s) had no available volume zone'] });
  return answer === undefined;
}

test.each<[string, Record<string, string>, Record<string, string>, boolean | undefined]>([
  ['a volume of no zone', {}, { [zone]: 'a' }, undefined],
  ['the same zone', { [zone]: 'a' }, { [zone]: 'a' }, true],
  ['another zone', { [zone]: 'a' }, { [zone]: 'b' }, false],
  ['a volume of several zones', { [zone]: 'a__b' }, { [zone]: 'b' }, true],
  ['another region', { [zone]: 'a', [region]: 'east' }, { [zone]: 'a', [region]: 'west' }, false],
  ['an older label of the volume', { [older]: 'a' }, { [zone]: 'a' }, true],
  ['an older label of the node', { [zone]: 'a' }, { [older]: 'a' }, false],
  ['a node that is in a region, but no zone', { [zone]: 'a' }, { [region]: 'east' }, false],
  ['a node of no zone', { [zone]: 'a' }, {}, true],
])('%s', (_what, volumeLabels, nodeLabels, expected) => expect(allows(volumeLabels, nodeLabels)).toBe(expected));

test('pods without claims, and claims without a volume, are none of its business', () => {
  const open = { ...claim, spec: {} };
  expect(volumeZone(ingredients()).preFilter?.(cycleOf())).toMatchObject({ code: 'Skip' });
  expect(volumeZone(ingredients({ objects: [open] })).preFilter?.(cycleOf({ spec }))).toMatchObject({ code: 'Skip' });
});
