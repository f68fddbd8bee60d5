/** The story of pods that name what is not there yet, and of what every pod is given. */
import { story } from '../harness/story';

const { ok, feed, watching, api } = story('needs');

const minute = 60_000;
const folder = '/var/run/secrets/kubernetes.io/serviceaccount';

const pod = (name: string, container: object, spec: object = {}): object => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [{ name: 'c', image: 'nginx', ...container }], ...spec } });

async function told(name: string, pattern: RegExp): Promise<void> {
  const events = watching`get events --field-selector ${`involvedObject.name=${name}`} -w`;
  await events.saw(pattern);
  events.stop();
}

it('a volume waits for its ConfigMap', async () => {
  await feed(pod('mounting', { volumeMounts: [{ name: 'conf', mountPath: '/conf' }] }, { volumes: [{ name: 'conf', configMap: { name: 'late', items: [{ key: 'color', path: 'c' }] } }] }))`create -f -`;
  await told('mounting', /Warning +FailedMount +pod\/mounting +MountVolume\.SetUp failed for volume "conf" : configmap "late" not found/);
  expect(await ok`get pod mounting`).toMatch(/^mounting +0\/1 +ContainerCreating +0 /m);
  await ok`create configmap late --from-literal=other=x`;
  await told('mounting', /MountVolume\.SetUp failed for volume "conf" : configmap references non-existent config key: color/);
  await ok`patch configmap late -p ${'{"data":{"color":"green"}}'}`;
  await ok`wait pod/mounting --for=condition=Ready --timeout=30s`;
  expect(await ok`exec mounting -- cat /conf/c`).toBe('green');
}, 2 * minute);

it('a container waits for the Secret of its variables', async () => {
  await feed(pod('asking', { env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'hidden', key: 'password' } } }] }))`create -f -`;
  await ok`wait pod/asking --for=${'jsonpath={.status.containerStatuses[0].state.waiting.reason}=CreateContainerConfigError'} --timeout=30s`;
  expect(await ok`get pod asking`).toMatch(/^asking +0\/1 +CreateContainerConfigError +0 /m);
  await told('asking', /Warning +Failed +pod\/asking +Error: secret "hidden" not found/);
  await ok`create secret generic hidden --from-literal=password=sesame`;
  await ok`wait pod/asking --for=condition=Ready --timeout=30s`;
  expect(await ok`exec asking -- printenv PASSWORD`).toBe('sesame\n');
}, 2 * minute);

it('an image has to have a name', async () => {
  await feed(pod('shouting', { image: 'busyBOX' }))`create -f -`;
  await ok`wait pod/shouting --for=${'jsonpath={.status.containerStatuses[0].state.waiting.reason}=InvalidImageName'} --timeout=30s`;
  await told('shouting', /Warning +InspectFailed +pod\/shouting +Failed to apply default image tag "busyBOX": couldn't parse image name "busyBOX": invalid reference format/);
}, minute);

it('what is attached is waited for, and comes', async () => {
  await feed(
    { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'disk' }, provisioner: 'disk.csi.example.com', volumeBindingMode: 'WaitForFirstConsumer' },
    { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' }, spec: { storageClassName: 'disk', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
    pod('storing', { volumeMounts: [{ name: 'v', mountPath: '/data' }] }, { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] }),
  )`create -f -`;
  await ok`wait pod/storing --for=condition=Ready --timeout=60s`;
  const node = await ok`get pod storing -o jsonpath={.spec.nodeName}`;
  expect(await ok`get node ${node} -o jsonpath={.status.volumesAttached[*].name}`).toContain('kubernetes.io/csi/disk.csi.example.com^');
}, 2 * minute);

it('every pod has the token of its account, the certificate and its namespace', async () => {
  await api().until('/api/v1/namespaces/needs/configmaps', 'kube-root-ca.crt', () => true);
  await ok`create serviceaccount robot`;
  await feed(pod('holding', {}, { serviceAccountName: 'robot' }))`create -f -`;
  await ok`wait pod/holding --for=condition=Ready --timeout=30s`;
  expect(await ok`exec holding -- cat ${`${folder}/namespace`}`).toBe('needs');
  expect(await ok`exec holding -- cat ${`${folder}/ca.crt`}`).toBe(await ok`get configmap kube-root-ca.crt -o ${'jsonpath={.data.ca\\.crt}'}`);
  const token = await ok`exec holding -- cat ${`${folder}/token`}`;
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } };
  expect(JSON.parse(await feed(review)`create --validate=false -o json -f -`)).toMatchObject({
    status: { authenticated: true, user: { username: 'system:serviceaccount:needs:robot', extra: { 'authentication.kubernetes.io/pod-name': ['holding'] } } },
  });
}, 2 * minute);

it('nodes tell of their start', async () => {
  const told = await ok`get events -n default --field-selector ${'involvedObject.kind=Node,involvedObject.name=node-1'}`;
  for (const reason of ['Starting', 'NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID', 'NodeAllocatableEnforced', 'NodeReady']) expect(told).toMatch(new RegExp(`Normal +${reason} +node/node-1 `));
}, minute);
