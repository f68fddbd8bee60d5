/** `kubectl describe` of every kind that it has words of its own for, and events. */
import { kubectlSince } from '../harness/kubectl-version';
import { story } from '../harness/story';

const { ok, json, feed, refused, api } = story('told');

const template = (app: string): object => ({ metadata: { labels: { app } }, spec: { containers: [{ name: 'main', image: 'nginx:1.27', ports: [{ containerPort: 80 }], resources: { requests: { cpu: '100m' } } }] } });
const once = { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox' }] } };
const workload = (apiVersion: string, kind: string, name: string, spec: object): object => ({ apiVersion, kind, metadata: { name }, spec: { selector: { matchLabels: { app: name } }, template: template(name), ...spec } });
const object = (apiVersion: string, kind: string, name: string, content: object): object => ({ apiVersion, kind, metadata: { name }, ...content });
const rbac = 'rbac.authorization.k8s.io';

beforeAll(async () => {
  await feed(
    workload('apps/v1', 'Deployment', 'web', { replicas: 2 }), workload('apps/v1', 'StatefulSet', 'db', { serviceName: 'db' }), workload('apps/v1', 'DaemonSet', 'agent', {}),
    object('batch/v1', 'Job', 'once', { spec: { template: once } }), object('batch/v1', 'CronJob', 'daily', { spec: { schedule: '@daily', jobTemplate: { spec: { template: once } } } }),
    object('v1', 'ReplicationController', 'old', { spec: { replicas: 0, selector: { app: 'old' }, template: template('old') } }),
    object('v1', 'Service', 'web', { spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } }),
    object('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', { spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 3 } }),
    object('policy/v1', 'PodDisruptionBudget', 'web', { spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } } }),
    object('networking.k8s.io/v1', 'Ingress', 'web', { spec: { ingressClassName: 'outer', rules: [{ host: 'web.example', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }] } }] } }),
    object('networking.k8s.io/v1', 'IngressClass', 'outer', { spec: { controller: 'example.com/outer' } }),
    object('networking.k8s.io/v1', 'NetworkPolicy', 'closed', { spec: { podSelector: {}, policyTypes: ['Ingress'] } }),
    object('v1', 'PersistentVolume', 'disk', { spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' } } }),
    object('v1', 'PersistentVolumeClaim', 'wish', { spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'none', resources: { requests: { storage: '1Gi' } } } }),
    object('storage.k8s.io/v1', 'StorageClass', 'fast', { provisioner: 'example.com/fast' }),
    object('v1', 'ConfigMap', 'settings', { data: { key: 'value' } }), object('v1', 'Secret', 'hidden', { data: { password: 'eA==' } }), object('v1', 'ServiceAccount', 'robot', {}),
    object('v1', 'ResourceQuota', 'most', { spec: { hard: { 'requests.cpu': '10' } } }), object('v1', 'LimitRange', 'bounds', { spec: { limits: [{ type: 'Container', max: { cpu: '2' } }] } }),
    object(`${rbac}/v1`, 'Role', 'reader', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }),
    object(`${rbac}/v1`, 'RoleBinding', 'readers', { roleRef: { apiGroup: rbac, kind: 'Role', name: 'reader' }, subjects: [{ kind: 'User', name: 'jane', apiGroup: rbac }] }),
    object('scheduling.k8s.io/v1', 'PriorityClass', 'high', { value: 1000 }), object('coordination.k8s.io/v1', 'Lease', 'lead', { spec: { holderIdentity: 'me' } }),
  )`create --validate=false -f -`;
  await ok`rollout status deployment/web --timeout=30s`;
  await ok`rollout status statefulset/db --timeout=30s`;
  await ok`rollout status daemonset/agent --timeout=30s`;
  await ok`wait --for=condition=Complete job/once --timeout=30s`;
  const hard = { 'requests.cpu': '10' };
  await api().merge('/api/v1/namespaces/told/resourcequotas/most/status', { status: { hard, used: { 'requests.cpu': '600m' } } });
}, 60_000);

describe('describe', () => {
  it.each<[string, string, readonly (string | RegExp)[]]>([
    ['deployment/web', 'a deployment', [/Replicas: +2 desired \| 2 updated \| 2 total \| 2 available \| 0 unavailable/, /RollingUpdateStrategy: +25% max unavailable, 25% max surge/, /NewReplicaSet: +web-\w+ \(2\/2 replicas created\)/, 'ScalingReplicaSet']],
    ['replicaset', 'a replica set', [/Controlled By: +Deployment\/web/, /Pods Status: +2 Running/, 'SuccessfulCreate']],
    ['pod -lapp=web', 'pods', [/Status: +Running/, /Controlled By: +ReplicaSet\/web-/, /Ready +True/, 'QoS Class:', 'Burstable', 'Successfully assigned told/web-']],
    ['statefulset/db', 'a stateful set', [/Replicas: +1 desired/, /Update Strategy: +RollingUpdate/]],
    ['daemonset/agent', 'a daemon set', [/Desired Number of Nodes Scheduled: +\d/]],
    ['job/once', 'a job', [/Pods Statuses: +0 (Active|Running).* \/ 1 Succeeded \/ 0 Failed/, 'Completed']],
    ['cronjob.batch/daily', 'a cron job', [/Schedule: +@daily/, /Concurrency Policy: +Allow/]],
    ['rc/old', 'a replication controller', [/Replicas: +0 current \/ 0 desired/]],
    ['service/web', 'a service', [/Type: +ClusterIP/, /TargetPort: +80\/TCP/, /Endpoints:/]],
    ['endpoints/web', 'endpoints', [/Addresses: +10\.\d+\.\d+\.\d+,10/]],
    ['hpa/web', 'an autoscaler', [/Reference: +Deployment\/web/, /Max replicas: +3/]],
    ['pdb/web', 'a disruption budget', [/Min available: +1/]],
    ['ingress/web', 'an ingress', [/web\.example\s+\/ +web:80/]],
    ['ingressclass/outer', 'an ingress class', [/Controller: +example\.com\/outer/]],
    ['networkpolicy/closed', 'a network policy', ['Allowing ingress traffic:', /Policy Types: Ingress/]],
    ['pv/disk', 'a volume', [/Capacity: +1Gi/, /Access Modes: +RWO/, /Path: +\/data/]],
    ['pvc/wish', 'a claim', [/StorageClass: +none/, /Status: +Pending/]],
    ['storageclass/fast', 'a storage class', [/Provisioner: +example\.com\/fast/, /ReclaimPolicy: +Delete/, /VolumeBindingMode: +Immediate/]],
    ['cm/settings', 'a config map', [/key:\n----\nvalue\n/]],
    ['secret/hidden', 'a secret, without its content', [/Type: +Opaque/, /password: +1 bytes/]],
    ['serviceaccount/robot', 'a service account', [/Mountable secrets: +<none>/]],
    ['quota/most', 'a quota', [/requests\.cpu +600m +10/]],
    ['limits/bounds', 'limits', [/Container +cpu +- +2 +2 +2 +-/]],
    ['role/reader', 'a role', [/pods +\[\] +\[\] +\[get\]/]],
    ['rolebinding/readers', 'a role binding', [/User +jane/]],
    ['priorityclass/high', 'a priority class', [/Value: +1000/]],
    ['lease/lead', 'a kind without words of its own', [/Holder Identity: +me/]],
    ['namespace/told', 'a namespace with its quota and limits', [/Status: +Active/, /requests\.cpu +600m +10/, /Container +cpu/]],
    ['node', 'nodes with their pods', [/Ready +True/, /Capacity:\n +cpu: +8/, /told +\S+ +100m \(1%\)/, /Allocated resources:/]],
    ['event', 'events', [/Involved Object:/]],
  ])('%s: %s', async (what, _, expected) => {
    const [kind = '', selector = '--show-events=true'] = what.split(' ');
    const text = await ok`describe ${kind} ${selector}`;
    for (const part of expected) expect(text).toEqual(part instanceof RegExp ? expect.stringMatching(part) : expect.stringContaining(part));
  });

  it('what begins with a name', async () => {
    expect((await ok`describe pod web-`).match(/^Name: +web-/gm)).toHaveLength(2);
    expect(await refused`describe pod nobody`).toBe('Error from server (NotFound): pods "nobody" not found');
  });
});

describe('events', () => {
  it('are listed, sorted and selected', async () => {
    const table = await ok`get events --sort-by=.metadata.creationTimestamp`;
    expect(table).toMatch(/^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n/);
    expect(table).toMatch(/Normal +ScalingReplicaSet +deployment\/web +Scaled up replica set web-\w+ (from 0 )?to 2/);
    const { items } = await json<{ items: { involvedObject: { kind: string } }[] }>`get events --field-selector=involvedObject.kind=Job,involvedObject.name=once,type=Normal`;
    expect(items.length).toBeGreaterThan(0);
    expect(new Set(items.map(({ involvedObject }) => involvedObject.kind))).toEqual(new Set(['Job']));
  });

  if (kubectlSince(26)) it('have a command of their own', async () => {
    expect(await ok`events --for=deployment/web`).toMatch(/^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n\S+ +Normal +ScalingReplicaSet +Deployment\/web +[^\n]+\n$/);
    expect(await ok`events --types=Warning -A`).not.toContain('Normal');
    expect(await ok`events -A --no-headers`).toMatch(/^told +\S+/m);
  });
});
