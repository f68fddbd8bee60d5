/** The story of a stateful set: scaled in order, rolled out as a canary, undone. */
import { story } from '../harness/story';

const { ok, attempt, json, refused, feed } = story('stateful');

const minute = 60_000;

interface Pod {
  metadata: { name: string; creationTimestamp: string; labels: Record<string, string> };
  spec: { hostname: string; subdomain: string; containers: { image: string }[] };
  status: { conditions: { type: string; lastTransitionTime: string }[] };
}

interface StatefulSet { status: { currentRevision: string; updateRevision: string; currentReplicas: number; updatedReplicas: number; availableReplicas: number } }

const template = (labels: Record<string, string>) => ({
  // A second, so that what waits for it can be told from what does not.
  metadata: { labels, annotations: { 'minikapi.dev/readiness-delay': '1s' } },
  spec: { containers: [{ name: 'c', image: 'nginx:1', volumeMounts: [{ name: 'data', mountPath: '/data' }] }] },
});

const set = (name: string, spec: object = {}): object => ({
  apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name },
  spec: {
    replicas: 3, serviceName: 'peers', selector: { matchLabels: { app: name } }, template: template({ app: name }),
    volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }], ...spec,
  },
});

const pods = async (app: string): Promise<Pod[]> => (await json<{ items: Pod[] }>`get pods -l app=${app}`).items.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
const images = async (app: string) => (await pods(app)).map(({ spec }) => spec.containers[0]?.image);
const names = async (app: string) => (await pods(app)).map(({ metadata }) => metadata.name);
const claims = async (app: string) => (await ok`get pvc -l app=${app} -o jsonpath={.items[*].metadata.name}`).split(' ').filter(Boolean).sort();
const rolledOut = (name: string): Promise<string> => ok`rollout status statefulset/${name} --timeout=50s`;
/** Older kubectls refuse to wait for what is gone already. */
async function gone(kind: string, ...objects: string[]): Promise<void> {
  for (const name of objects) {
    await attempt`wait ${kind}/${name} --for=delete --timeout=30s`;
    expect(await refused`get ${kind} ${name}`).toContain('not found');
  }
}
const readyAt = ({ status }: Pod): number => Date.parse(status.conditions.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? '');
const createdAt = ({ metadata }: Pod): number => Date.parse(metadata.creationTimestamp);

it('comes up in order, each pod with a name and a claim of its own', async () => {
  await feed(set('web'))`create -f -`;
  expect(await rolledOut('web')).toMatch(/(partitioned roll out complete: 3 new pods have been updated|statefulset rolling update complete 3 pods at revision web-\w+)/);
  const all = await pods('web');
  expect(all.map(({ metadata, spec }) => `${metadata.name} ${spec.hostname}.${spec.subdomain} ${metadata.labels['apps.kubernetes.io/pod-index']}`)).toEqual([
    'web-0 web-0.peers 0', 'web-1 web-1.peers 1', 'web-2 web-2.peers 2',
  ]);
  for (const [i, pod] of all.slice(1).entries()) expect(createdAt(pod)).toBeGreaterThanOrEqual(readyAt(all[i] as Pod));
  expect(await claims('web')).toEqual(['data-web-0', 'data-web-1', 'data-web-2']);
  expect(await ok`get statefulset web`).toMatch(/NAME +READY +AGE\nweb +3\/3 /);
  expect(await ok`describe statefulset web`).toMatch(/SuccessfulCreate .*create Claim data-web-0 Pod web-0 in StatefulSet web success\n[^]*SuccessfulCreate .*create Pod web-0 in StatefulSet web successful\n/);
}, minute);

it('comes up at once where order does not matter', async () => {
  await feed(set('fast', { podManagementPolicy: 'Parallel', replicas: 10, ordinals: { start: 5 } }))`create -f -`;
  await rolledOut('fast');
  const all = await pods('fast');
  expect(all).toHaveLength(10);
  expect(Math.max(...all.map(createdAt))).toBeLessThanOrEqual(Math.min(...all.map(readyAt)));
  expect((await names('fast')).includes('fast-14')).toBe(true);
}, minute);

it('shrinks from the top and keeps the claims', async () => {
  expect(await ok`scale statefulset web --replicas=1`).toBe('statefulset.apps/web scaled\n');
  await gone('pod', 'web-2', 'web-1');
  expect(await names('web')).toEqual(['web-0']);
  expect(await claims('web')).toHaveLength(3);
  await ok`scale statefulset web --replicas=3`;
  await rolledOut('web');
}, minute);

it('is a canary as far as the partition says', async () => {
  await ok`patch statefulset web -p ${'{"spec":{"updateStrategy":{"rollingUpdate":{"partition":2}}}}'}`;
  await ok`set image statefulset/web c=nginx:2`;
  expect(await rolledOut('web')).toContain('partitioned roll out complete: 1 new pods have been updated...\n');
  expect(await images('web')).toEqual(['nginx:1', 'nginx:1', 'nginx:2']);
  const { status } = await json<StatefulSet>`get statefulset web`;
  expect(status).toMatchObject({ currentReplicas: 2, updatedReplicas: 1 });
  expect(status.currentRevision).not.toBe(status.updateRevision);
  await ok`patch statefulset web -p ${'{"spec":{"updateStrategy":{"rollingUpdate":{"partition":0}}}}'}`;
  await rolledOut('web');
  expect(await images('web')).toEqual(['nginx:2', 'nginx:2', 'nginx:2']);
}, 2 * minute);

it('has a history, and goes back in it', async () => {
  expect(await ok`rollout history statefulset/web`).toMatch(/^statefulset\.apps\/web ?\nREVISION +CHANGE-CAUSE\n1 +<none>\n2 +<none>\n\n$/);
  expect(await ok`rollout history statefulset/web --revision=1`).toMatch(/Image:\s+nginx:1\n/);
  expect(await ok`rollout undo statefulset/web`).toBe('statefulset.apps/web rolled back\n');
  await rolledOut('web');
  expect(await images('web')).toEqual(['nginx:1', 'nginx:1', 'nginx:1']);
  expect(await ok`rollout history statefulset/web`).toMatch(/REVISION +CHANGE-CAUSE\n2 +<none>\n3 +<none>\n/);
  expect(await ok`rollout undo statefulset/web --to-revision=2`).toBe('statefulset.apps/web rolled back\n');
  await rolledOut('web');
  expect(await images('web')).toEqual(['nginx:2', 'nginx:2', 'nginx:2']);
  expect(await refused`rollout undo statefulset/web --to-revision=99`).toContain('unable to find specified revision 99 in history');
}, 2 * minute);

it('takes its claims along where that is asked for', async () => {
  await ok`patch statefulset web -p ${'{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenDeleted":"Delete","whenScaled":"Delete"}}}'}`;
  await ok`scale statefulset web --replicas=1`;
  await gone('pvc', 'data-web-2', 'data-web-1');
  await ok`delete statefulset web`;
  await gone('pvc', 'data-web-0');
  expect(await claims('web')).toEqual([]);
  await ok`delete statefulset fast`;
  expect(await claims('fast')).toHaveLength(10);
}, minute);
