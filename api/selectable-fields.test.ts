import { kinds, unsupportedField } from './index';

test.each([
  ['a kind with fields of its own', kinds.pods, 'spec.image', 'field label not supported: spec.image'],
  ['a kind without', kinds.configmaps, 'data', '"data" is not a known field selector: only "metadata.name", "metadata.namespace"'],
  ['what every object inherits', kinds.pods, 'constructor', 'field label not supported: constructor'],
  ['a namespace in a cluster-scoped kind', kinds.nodes, 'metadata.namespace', 'field label not supported: metadata.namespace'],
  ['jobs', kinds.jobs, 'spec.x', 'field label "spec.x" not supported for batchv1.Job'],
  ['resource slices', kinds.resourceslices, 'spec.x', 'field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: spec.x'],
])('%s', (_, definition, field, text) => expect(unsupportedField(definition, field)).toBe(text));

test.each([
  [kinds.pods, 'metadata.name'], [kinds.pods, 'metadata.namespace'], [kinds.pods, 'spec.host'], [kinds.pods, 'status.phase'],
  [kinds.persistentvolumes, 'metadata.namespace'], [kinds.nodes, 'spec.unschedulable'],
])('%#: nothing is wrong', (definition, field) => expect(unsupportedField(definition, field)).toBeUndefined());
