import type { ResourceDefinition } from '../../definition';
import { formatFieldError } from '../../field-error';
import { cells, create, faultsOf, updateFaults } from '../testing/apply';
import { csidrivers } from './csidrivers';
import { csinodes } from './csinodes';
import { csistoragecapacities } from './csistoragecapacities';
import { storageclasses } from './storageclasses';
import { volumeattachments } from './volumeattachments';
import { volumeattributesclasses } from './volumeattributesclasses';

const named = (rest: object): object => ({ metadata: { name: 'sample' }, ...rest });
const attachment = (source: object): object => named({ spec: { attacher: 'csi.example.com', nodeName: 'n1', source } });
const node = (...drivers: object[]): object => named({ spec: { drivers } });
const driver = { name: 'csi.example.com', nodeID: 'n1', topologyKeys: ['example.com/zone'] };

const qualified = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

// Each definition is checked with objects of its own kind.
const any = <T>(definition: T): ResourceDefinition => definition as unknown as ResourceDefinition;

test.each<[string, ResourceDefinition, object, string[]]>([
  ['a class names its provisioner', any(storageclasses), named({ provisioner: '' }), ['provisioner: Required value']],
  ['a provisioner is qualified', any(storageclasses), named({ provisioner: 'a b' }), [`provisioner: Invalid value: "a b": name part ${qualified}`]],
  ['a class knows its modes', any(storageclasses), named({ provisioner: 'a', reclaimPolicy: 'Keep', volumeBindingMode: 'Later' }), [
    'volumeBindingMode: Unsupported value: "Later": supported values: "Immediate", "WaitForFirstConsumer"',
    'reclaimPolicy: Unsupported value: "Keep": supported values: "Delete", "Retain"']],
  ['nothing is recycled', any(storageclasses), named({ provisioner: 'a', reclaimPolicy: 'Recycle' }), ['reclaimPolicy: Unsupported value: "Recycle": supported values: "Delete", "Retain"']],
  ['places are told once, in whatever order', any(storageclasses), named({ provisioner: 'a', allowedTopologies: [
    { matchLabelExpressions: [{ key: 'zone', values: ['a', 'b'] }, { key: 'zone', values: [] }] }, { matchLabelExpressions: [{ key: 'rack', values: ['a', 'b', 'a'] }] }, { matchLabelExpressions: [{ key: 'rack', values: ['b', 'a'] }] }] }), [
    'allowedTopologies[0].matchLabelExpressions[1].values: Required value', 'allowedTopologies[0].matchLabelExpressions[1].key: Duplicate value: "zone"',
    'allowedTopologies[1].matchLabelExpressions[0].values[2]: Duplicate value: "a"', 'allowedTopologies[2].matchLabelExpressions: Duplicate value: ""']],
  ['attributes are there to be set', any(volumeattributesclasses), named({ driverName: 'csi.example.com' }), ['parameters: Required value: must contain at least one key/value pair']],
  ['an attachment has one source', any(volumeattachments), attachment({}), ['spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName']],
  ['an attachment names its volume', any(volumeattachments), attachment({ persistentVolumeName: '' }), ['spec.source.persistentVolumeName: Required value: must specify non empty persistentVolumeName']],
  ['a driver has known modes', any(csidrivers), named({ spec: { volumeLifecycleModes: ['Fleeting'], fsGroupPolicy: 'Some' } }), [
    'spec.fsGroupPolicy: Unsupported value: "Some": supported values: "File", "None", "ReadWriteOnceWithFSType"',
    'spec.volumeLifecycleModes: Unsupported value: "Fleeting": supported values: "Persistent", "Ephemeral"']],
  ['tokens last ten minutes', any(csidrivers), named({ spec: { tokenRequests: [{ audience: 'a', expirationSeconds: 5 }, { audience: 'a' }] } }), [
    'spec.tokenRequests[0].expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes',
    'spec.tokenRequests[1].audience: Duplicate value: "a"']],
  ['drivers of a node are unique', any(csinodes), node(driver, { ...driver, nodeID: '' }), [
    'spec.drivers[1].nodeID: Required value', 'spec.drivers[1].name: Duplicate value: "csi.example.com"']],
  ['places of a driver are told once', any(csinodes), node({ ...driver, topologyKeys: ['zone', '', 'zone'] }), ['spec.drivers[0]: Required value', 'spec.drivers[0]: Invalid value: "": name part must be non-empty', 'spec.drivers[0]: Duplicate value: "zone"']],
  ['a capacity is of a class', any(csistoragecapacities), { metadata: { name: 'c', namespace: 'd' }, storageClassName: 'fast', capacity: '-1Gi' }, [
    'capacity: Invalid value: "-1Gi": must be greater than or equal to 0']],
])('%s', (_, definition, input, faults) => expect(faultsOf(definition, create(definition, input))).toEqual(faults));

test('what a class promises stays', () => {
  const old = create(storageclasses, named({ provisioner: 'a', parameters: { type: 'ssd' } }));
  expect(old).toMatchObject({ reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });
  expect(updateFaults(storageclasses, old, named({ provisioner: 'b', reclaimPolicy: 'Retain', volumeBindingMode: 'WaitForFirstConsumer' }))).toEqual([
    'parameters: Forbidden: updates to parameters are forbidden.', 'provisioner: Forbidden: updates to provisioner are forbidden.',
    'reclaimPolicy: Forbidden: updates to reclaimPolicy are forbidden.', 'volumeBindingMode: Invalid value: "WaitForFirstConsumer": field is immutable']);
});

test('what else stays', () => {
  expect(updateFaults(csidrivers, create(csidrivers, named({})), named({ spec: { attachRequired: false, fsGroupPolicy: 'File' } }))).toEqual([
    'spec.attachedRequired: Invalid value: false: field is immutable']);
  const old = create(csinodes, node(driver));
  expect(updateFaults(csinodes, old, node({ ...driver, allocatable: { count: 5 } }, { ...driver, name: 'other.example.com' }))).toEqual([]);
  expect(updateFaults(csinodes, old, node({ ...driver, nodeID: 'n2' }))).toEqual([
    'spec.drivers: Invalid value: {"Name":"csi.example.com","NodeID":"n2","TopologyKeys":["example.com/zone"],"Allocatable":null}: field is immutable']);
  expect(updateFaults(volumeattachments, create(volumeattachments, attachment({ persistentVolumeName: 'a' })), attachment({ persistentVolumeName: 'b' }))).toEqual([
    'spec: Invalid value: {"Attacher":"csi.example.com","Source":{"PersistentVolumeName":"b","InlineVolumeSpec":null},"NodeName":"n1"}: field is immutable']);
});

test('the names of an attachment are checked when it is made', () => {
  const old = create(volumeattachments, named({ spec: { attacher: 'a b', nodeName: 'n1', source: { persistentVolumeName: 'A' } } }));
  expect(faultsOf(volumeattachments, old)).toEqual([expect.stringContaining('spec.attacher: Invalid value: "a b"'), expect.stringContaining('spec.source.persistentVolumeName: Invalid value: "A"')]);
  expect(faultsOf(volumeattachments, old, old)).toEqual([]);
});

test('what is reported of an attachment', () => {
  const old = create(volumeattachments, attachment({ persistentVolumeName: 'a' }));
  const { status } = volumeattachments.subresources;
  const faults = (now: object): string[] => (status?.type === 'view' ? (status.validateUpdate?.({ ...old, status: { attached: true, ...now } }, old) ?? []).map(formatFieldError) : ['no view']);
  expect(faults({ attachmentMetadata: { '': 'b' }, attachError: { message: 'no', errorCode: 5 } })).toEqual([]);
  expect(faults({ attachmentMetadata: { a: 'b'.repeat(256 * 1024) }, detachError: { message: 'a'.repeat(1025), errorCode: -1 } })).toEqual([
    'status.attachmentMetadata: Too long: may not be more than 262144 bytes', 'status.detachError.message: Too long: may not be more than 262144 bytes',
    'status.detachError.errorCode: Invalid value: -1: must be between 0 and 2147483647, inclusive']);
});

test('labels of nodes that have other names now are warned of', () => {
  const key = 'beta.kubernetes.io/arch';
  const storageClass = create(storageclasses, named({ provisioner: 'a', allowedTopologies: [{ matchLabelExpressions: [{ key, values: ['arm'] }] }] }));
  expect(storageclasses.strategy.warnings?.(storageClass, undefined)).toEqual(['allowedTopologies[0].matchLabelExpressions[0].key: deprecated since v1.14; use "kubernetes.io/arch" instead']);
  const capacity = create(csistoragecapacities, { metadata: { name: 'c', namespace: 'd' }, storageClassName: 'fast', nodeTopology: { matchLabels: { [key]: 'arm' }, matchExpressions: [{ key, operator: 'Exists' }] } });
  expect(csistoragecapacities.strategy.warnings?.(capacity, undefined)).toEqual([
    `nodeTopology.matchExpressions[0].key: ${key} is deprecated since v1.14; use "kubernetes.io/arch" instead`, `nodeTopology.matchLabels.${key}: deprecated since v1.14; use "kubernetes.io/arch" instead`]);
});

test('rows', () => {
  const metadata = { name: 'fast', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } };
  expect(cells(storageclasses, create(storageclasses, { metadata, provisioner: 'a' }))).toMatchObject({ Name: 'fast (default)', Provisioner: 'a', AllowVolumeExpansion: false });
  expect(cells(csidrivers, create(csidrivers, named({})))).toMatchObject({ AttachRequired: true, TokenRequests: '<unset>', Modes: 'Persistent' });
  expect(cells(volumeattachments, create(volumeattachments, attachment({ persistentVolumeName: 'pv' })))).toMatchObject({ PV: 'pv', Node: 'n1', Attached: false });
  expect(cells(csinodes, create(csinodes, node(driver)))).toMatchObject({ Drivers: 1 });
});
