import { create, faultsOf } from '../../testing/apply';
import { persistentvolumes } from '../persistentvolumes';
import { pods } from '../pods';

const inPod = (source: object, name = 'v'): string[] =>
  faultsOf(pods, create(pods, { metadata: { name: 'web', namespace: 'default' }, spec: { serviceAccountName: 'robot', containers: [{ name: 'main', image: 'i' }], volumes: [{ name, ...source }] } }));
const persistent = (source: object): string[] =>
  faultsOf(persistentvolumes, create(persistentvolumes, { metadata: { name: 'pv1' }, spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], ...source } }));

const volume = 'spec.volumes[0]';

describe('the volume of a pod', () => {
  test.each<[string, object, string[]]>([
    ['emptyDir', { sizeLimit: '-1' }, ['.sizeLimit: Forbidden: SizeLimit field must be a valid resource quantity']],
    ['hostPath', { path: '/a/../b' }, [".path: Invalid value: \"/a/../b\": must not contain '..'"]],
    ['gitRepo', { repository: '', directory: '/a' }, ['.repository: Required value', '.directory: Invalid value: "/a": must be a relative path']],
    ['awsElasticBlockStore', { volumeID: '', partition: 256 }, ['.volumeID: Required value', '.partition: Invalid value: 256: must be between 1 and 255, inclusive']],
    ['nfs', { server: '', path: '' }, ['.server: Required value', '.path: Required value', '.path: Invalid value: "": must be an absolute path']],
    ['iscsi', { targetPortal: '', iqn: 'abc', lun: 300, chapAuthSession: true }, [
      '.targetPortal: Required value', '.iqn: Invalid value: "abc": must be valid format starting with iqn, eui, or naa', '.lun: Invalid value: 300: must be between 0 and 255, inclusive', '.secretRef: Required value']],
    ['iscsi', { targetPortal: 'p', iqn: 'iqn.2015-02.example.com:a', initiatorName: 'iqn.x' }, ['.initiatorname: Invalid value: "iqn.x": must be valid format']],
    ['iscsi', { targetPortal: 'p', iqn: 'eui.0123456789abcdef' }, []],
    ['glusterfs', {}, ['.endpoints: Required value', '.path: Required value']],
    ['flocker', { datasetName: 'a/b', datasetUUID: 'c' }, [': Invalid value: "resource": datasetName and datasetUUID can not be specified simultaneously', ".datasetName: Invalid value: \"a/b\": must not contain '/'"]],
    ['rbd', { monitors: [], image: '' }, ['.monitors: Required value', '.image: Required value']],
    ['cinder', { volumeID: 'a', secretRef: {} }, ['.secretRef.name: Required value']],
    ['quobyte', { registry: 'a', volume: '' }, ['.registry: Invalid value: "a": must be a host:port pair or multiple pairs separated by commas', '.volume: Required value']],
    ['quobyte', { registry: 'a:1,[::1]:2', volume: 'v' }, []],
    ['fc', {}, ['.targetWWNs: Required value: must specify either targetWWNs or wwids, but not both']],
    ['fc', { targetWWNs: ['a'], wwids: ['b'] }, ['.targetWWNs: Invalid value: ["a"]: targetWWNs and wwids can not be specified simultaneously', '.lun: Required value: lun is required if targetWWNs is specified']],
    ['flexVolume', { driver: '', options: { 'a.kubernetes.io/b': 'c', 'example.com/b': 'c' } }, [
      '.driver: Required value', '.options[a.kubernetes.io/b]: Invalid value: "a.kubernetes.io/b": kubernetes.io and k8s.io namespaces are reserved']],
    ['azureDisk', { diskName: 'a', diskURI: 'b', kind: 'Managed' }, [
      '.diskURI: Unsupported value: "b": supported values: "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"']],
    ['storageos', { volumeName: 'A', secretRef: {} }, [
      ".volumeName: Invalid value: \"A\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
      '.secretRef.name: Required value']],
    ['scaleIO', { secretRef: {} }, ['.gateway: Required value', '.system: Required value', '.volumeName: Required value']],
    ['csi', { driver: 'a', nodePublishSecretRef: {} }, ['.nodePublishSecretRef.name: Required value']],
    ['ephemeral', {}, ['.volumeClaimTemplate: Required value']],
    ['image', {}, ['.reference: Required value']],
    ['secret', { secretName: 's', defaultMode: 512, items: [{ key: 'a', path: '..data' }] }, [
      '.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive', ".items[0].path: Invalid value: \"..data\": must not start with '..'"]],
    ['configMap', { name: 'm', items: [{ key: '', path: '../a' }] }, ['.items[0].key: Required value', ".items[0].path: Invalid value: \"../a\": must not contain '..'"]],
    ['downwardAPI', { items: [{ path: 'a' }, { path: 'b', fieldRef: { fieldPath: 'status.podIP' } }] }, [
      ': Required value: one of fieldRef and resourceFieldRef is required',
      '.fieldRef.fieldPath: Unsupported value: "status.podIP": supported values: "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"']],
    ['projected', { sources: [{ secret: { name: 's', items: [{ key: 'a', path: 'x' }] }, configMap: { name: 'm', items: [{ key: 'a', path: 'x' }] } }, { serviceAccountToken: { path: '', expirationSeconds: 5 } }] }, [
      ': Invalid value: "m": conflicting duplicate paths', '.sources[0]: Forbidden: may not specify more than 1 volume type per source',
      '.sources[1].serviceAccountToken.expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes', '.path: Required value']],
    ['projected', { sources: [{ clusterTrustBundle: { name: 'a', signerName: 'b', path: 'p' } }, { clusterTrustBundle: { path: '' } }] }, [
      '.sources[0].clusterTrustBundle: Invalid value: {"Name":"a","SignerName":"b","LabelSelector":null,"Optional":null,"Path":"p"}: only one of name and signerName may be used',
      '.sources[1].clusterTrustBundle: Required value: either name or signerName must be specified', '.sources[1].clusterTrustBundle.path: Required value']],
  ])('%s: %j', (name, source, faults) => expect(inPod({ [name]: source })).toEqual(faults.map((fault) => `${volume}.${name}${fault}`)));

  test('has one source, and the paths of upstream', () => {
    expect(inPod({ cephfs: { monitors: ['a'] }, nfs: { server: 'a', path: '/' }, downwardAPI: {}, gcePersistentDisk: { pdName: '' } })).toEqual([
      `${volume}.persistentDisk.pdName: Required value`,
      ...['nfs', 'cephFS', 'downwarAPI'].map((name) => `${volume}.${name}: Forbidden: may not specify more than 1 volume type`),
    ]);
  });

  test('with an initiator has a short name', () => {
    const long = 'v'.repeat(60);
    expect(inPod({ iscsi: { targetPortal: '10.0.0.1', iqn: 'iqn.2015-02.example.com:a', initiatorName: 'iqn.2015-02.example.com:b' } }, long)).toEqual([
      `${volume}.name: Invalid value: "${long}": Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.`]);
  });

  test('that is a claim of its own keeps to the rules of claims, and is nobody else’s', () => {
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    expect(inPod({ ephemeral: { volumeClaimTemplate: { metadata: { name: 'x' }, spec: { ...spec, accessModes: [] } } } })).toEqual([
      `${volume}.ephemeral.volumeClaimTemplate.metadata.name: Forbidden: cannot be set`,
      `${volume}.ephemeral.volumeClaimTemplate.spec.accessModes: Required value: at least 1 access mode is required`]);
    const pod = create(pods, { metadata: { name: 'web', namespace: 'default' }, spec: { containers: [{ name: 'main', image: 'i' }], volumes: [
      { name: 'a', ephemeral: { volumeClaimTemplate: { spec } } }, { name: 'b', persistentVolumeClaim: { claimName: 'web-a' } }] } });
    expect(faultsOf(pods, pod)).toEqual(['spec.volumes[1].persistentVolumeClaim.claimName: Invalid value: "web-a": must not reference a PVC that gets created for an ephemeral volume']);
  });
});

test.each<[string, object, string[]]>([
  ['glusterfs', { endpoints: 'a', path: 'b', endpointsNamespace: '' }, ['.endpointsNamespace: Invalid value: "": if the endpointnamespace is set, it must be a valid namespace name']],
  ['iscsi', { targetPortal: 'p', iqn: 'abc' }, ['.iqn: Invalid value: "abc": must be valid format']],
  ['cinder', { volumeID: 'a', secretRef: {} }, ['.secretRef.name: Required value', '.secretRef.namespace: Required value']],
  ['azureFile', { secretName: '', shareName: '', secretNamespace: '' }, ['.secretName: Required value', '.shareName: Required value', '.secretNamespace: Required value']],
  ['csi', { driver: 'a', volumeHandle: 'b', nodeExpandSecretRef: { name: 's' } }, ['.nodeExpandSecretRef.namespace: Required value']],
])('the persistent volume %s: %j', (name, source, faults) => expect(persistent({ [name]: source })).toEqual(faults.map((fault) => `spec.${name}${fault}`)));
