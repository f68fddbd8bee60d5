import { internalForm } from './internal-form';

test.each<[string, object, object]>([
  ['rbac.v1.RoleRef', { apiGroup: 'a', kind: 'Role', name: 'r' }, { APIGroup: 'a', Kind: 'Role', Name: 'r' }],
  ['policy.v1.PodDisruptionBudgetSpec', { minAvailable: 1, selector: { matchLabels: { a: 'b' } } }, { MinAvailable: 1, Selector: { matchLabels: { a: 'b' } }, MaxUnavailable: null, UnhealthyPodEvictionPolicy: null }],
  ['storage.v1.CSINodeDriver', { name: 'd', nodeID: 'n' }, { Name: 'd', NodeID: 'n', TopologyKeys: null, Allocatable: null }],
  ['networking.v1.ServiceCIDRSpec', { cidrs: ['10.0.0.0/8'] }, { CIDRs: ['10.0.0.0/8'] }],
  ['storage.v1.VolumeAttachmentSpec', {}, { Attacher: '', Source: { PersistentVolumeName: null, InlineVolumeSpec: null }, NodeName: '' }],
])('%s', (definition, value, expected) => expect(JSON.stringify(internalForm(definition, value))).toBe(JSON.stringify(expected)));

test('the metadata of a template lie flat', () => {
  const { labels, Spec: spec } = internalForm('core.v1.PodTemplateSpec', { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'main' }] } });
  expect(labels).toEqual({ a: 'b' });
  expect(spec).toMatchObject({ Containers: [{ Name: 'main', Image: '', TTY: false }], InitContainers: null, DNSPolicy: '' });
});
