/** Manifests of Kubernetes 1.20 and before, as charts still bring them along. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../harness/kubectl';
import { story } from '../harness/story';

const { ok, json, attempt, folder } = story('old');

const minute = 60_000;
const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const named = (name: string) => ({ name, namespace: 'old' });

interface Manifest { readonly apiVersion: string; readonly kind: string; readonly metadata: { readonly name: string } }

const paths = [{ path: '/', pathType: 'Prefix', backend: { serviceName: 'web', servicePort: 80 } }];

/** What is applied, the stable version that it is read in, and what is found there. */
const manifests: readonly (readonly [Manifest & Readonly<Record<string, unknown>>, string, object])[] = [
  [{ apiVersion: 'extensions/v1beta1', kind: 'Ingress', metadata: named('ext'), spec: { rules: [{ host: 'a.example.com', http: { paths } }] } }, 'ingresses.v1.networking.k8s.io',
    { spec: { rules: [{ host: 'a.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }] } }] } }],
  [{ apiVersion: 'networking.k8s.io/v1beta1', kind: 'Ingress', metadata: named('net'), spec: { backend: { serviceName: 'web', servicePort: 'http' } } }, 'ingresses.v1.networking.k8s.io',
    { spec: { defaultBackend: { service: { name: 'web', port: { name: 'http' } } } } }],
  [{ apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget', metadata: named('none'), spec: { minAvailable: 1, selector: {} } }, 'poddisruptionbudgets.v1.policy',
    { spec: { minAvailable: 1, selector: { matchExpressions: [{ key: 'pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match', operator: 'Exists' }] } } }],
  [{ apiVersion: 'autoscaling/v2beta2', kind: 'HorizontalPodAutoscaler', metadata: named('newer'), spec: { scaleTargetRef, maxReplicas: 3, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } }] } },
    'horizontalpodautoscalers.v2.autoscaling', { spec: { minReplicas: 1, metrics: [{ resource: { target: { averageUtilization: 60 } } }] } }],
  [{ apiVersion: 'autoscaling/v2beta1', kind: 'HorizontalPodAutoscaler', metadata: named('older'), spec: { scaleTargetRef, maxReplicas: 3, metrics: [{ type: 'Resource', resource: { name: 'memory', targetAverageValue: '1Gi' } }] } },
    'horizontalpodautoscalers.v2.autoscaling', { spec: { metrics: [{ resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } } }] } }],
  [{ apiVersion: 'batch/v1beta1', kind: 'CronJob', metadata: named('often'), spec: { schedule: '0 0 1 1 *', jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }] } } } } } },
    'cronjobs.v1.batch', { spec: { concurrencyPolicy: 'Allow', successfulJobsHistoryLimit: 3 } }],
  [{ apiVersion: 'discovery.k8s.io/v1beta1', kind: 'EndpointSlice', metadata: named('slice'), addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'], topology: { 'kubernetes.io/hostname': 'n1', rack: '7' } }], ports: [{ name: 'http', port: 80, protocol: 'TCP' }] },
    'endpointslices.v1.discovery.k8s.io', { endpoints: [{ nodeName: 'n1', deprecatedTopology: { rack: '7' } }] }],
  [{ apiVersion: 'admissionregistration.k8s.io/v1beta1', kind: 'ValidatingWebhookConfiguration', metadata: { name: 'old' }, webhooks: [{ name: 'a.example.com', clientConfig: { url: 'https://127.0.0.1:1/hook' } }] },
    'validatingwebhookconfigurations.v1.admissionregistration.k8s.io', { webhooks: [{ failurePolicy: 'Ignore', sideEffects: 'Unknown', timeoutSeconds: 30 }] }],
  [{ apiVersion: 'rbac.authorization.k8s.io/v1beta1', kind: 'Role', metadata: named('reader'), rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }, 'roles.v1.rbac.authorization.k8s.io',
    { rules: [{ resources: ['pods'] }] }],
  [{ apiVersion: 'storage.k8s.io/v1beta1', kind: 'StorageClass', metadata: { name: 'old' }, provisioner: 'example.com/p' }, 'storageclasses.v1.storage.k8s.io', { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }],
  [{ apiVersion: 'scheduling.k8s.io/v1beta1', kind: 'PriorityClass', metadata: { name: 'old' }, value: 100 }, 'priorityclasses.v1.scheduling.k8s.io', { preemptionPolicy: 'PreemptLowerPriority' }],
  [{ apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta1', kind: 'PriorityLevelConfiguration', metadata: { name: 'old' }, spec: { type: 'Limited', limited: { assuredConcurrencyShares: 5, limitResponse: { type: 'Reject' } } } },
    'prioritylevelconfigurations.v1.flowcontrol.apiserver.k8s.io', { spec: { limited: { nominalConcurrencyShares: 5 } } }],
];

/** The whole result: what newer kubectls say of warnings is on standard error. */
function apply(manifest: Manifest): Promise<Result> {
  const file = join(folder(), `${manifest.kind}-${manifest.metadata.name}.json`);
  writeFileSync(file, JSON.stringify(manifest));
  return attempt`apply -f ${file}`;
}

describe.each(manifests.map((row) => [`${row[0].apiVersion} ${row[0].kind}`, ...row] as const))('%s', (title, manifest, resource, expected) => {
  const { name } = manifest.metadata;

  it('is applied with a word of warning, is there in the stable version, and stays as it is when it is applied again', async () => {
    const { code, stdout, stderr } = await apply(manifest);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/ created\n$/)]);
    expect(stderr).toContain(`Warning: ${title} is deprecated in v1.`);
    const before = await json`get ${resource} ${name}`;
    expect(before).toMatchObject({ ...expected, metadata: { name } });
    expect((await apply(manifest)).code).toBe(0);
    expect(await json`get ${resource} ${name}`).toEqual(before);
  }, minute);
});

it('is read, explained, patched and deleted in the version it was written in', async () => {
  expect(await ok`get ingresses.v1beta1.extensions ext`).toMatch(/^NAME +CLASS +HOSTS +ADDRESS +PORTS +AGE\next +<none> +a.example.com +80 /);
  expect(await ok`explain ingress.spec.backend --api-version=extensions/v1beta1`).toMatch(/servicePort/);
  await ok`patch ingresses.v1beta1.networking.k8s.io net -p ${'{"spec":{"backend":{"servicePort":8080}}}'}`;
  expect(await json`get ingresses.v1.networking.k8s.io net`).toMatchObject({ spec: { defaultBackend: { service: { name: 'web', port: { number: 8080 } } } } });
  await ok`patch horizontalpodautoscalers.v2beta1.autoscaling older --type=merge -p ${'{"spec":{"maxReplicas":7}}'}`;
  expect(await json`get horizontalpodautoscalers.v2beta1.autoscaling older`).toMatchObject({ apiVersion: 'autoscaling/v2beta1', spec: { maxReplicas: 7, metrics: [{ resource: { targetAverageValue: '1Gi' } }] } });
  expect(await ok`delete cronjobs.v1beta1.batch often`).toContain('deleted');
});

it('what has gone wrong is told in upstream\'s words', async () => {
  const wrong = { apiVersion: 'extensions/v1beta1', kind: 'Ingress', metadata: named('wrong'), spec: {} };
  expect((await apply(wrong)).stderr).toContain('The Ingress "wrong" is invalid: spec: Invalid value: null: either `defaultBackend` or `rules` must be specified');
});

it('get componentstatuses says how the control plane is', async () => {
  const rows = (await ok`get cs`).trim().split('\n').map((line) => line.trim().split(/ {2,}/));
  expect(rows).toEqual([['NAME', 'STATUS', 'MESSAGE', 'ERROR'], ['controller-manager', 'Healthy', 'ok'], ['etcd-0', 'Healthy', 'ok'], ['scheduler', 'Healthy', 'ok']]);
});
