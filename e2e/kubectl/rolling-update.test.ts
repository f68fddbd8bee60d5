/** The story of deployments that roll out: within their bounds and beside a disruption budget, stuck and rescued, and all at once. */
import type { KubeObject } from '../harness/api';
import { story } from '../harness/story';

const { ok, json, refused, feed, api } = story('rolled');

const minute = 60_000;
const deployments = '/apis/apps/v1/namespaces/rolled/deployments';

interface Deployment extends KubeObject {
  status: { replicas: number; updatedReplicas: number; availableReplicas?: number; conditions: { type: string; status: string; reason: string; message: string }[] };
}

interface Budget extends KubeObject { status: { expectedPods: number; desiredHealthy: number; currentHealthy: number; disruptionsAllowed: number } }

interface Pod extends KubeObject { spec: { containers: { image: string }[] } }

const deployment = (name: string, spec: object, annotations: Record<string, string> = {}): object => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name },
  spec: { selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name }, annotations }, spec: { containers: [{ name: 'c', image: 'nginx:1' }] } }, ...spec },
});

const rolledOut = (name: string): Promise<string> => ok`rollout status deployment/${name} --timeout=50s`;

/** Everything that a watch shows until `end` is called. */
function following<T extends KubeObject>(collection: string): { readonly seen: { type: string; object: T }[]; end(): Promise<void> } {
  const enough = new AbortController();
  const seen: { type: string; object: T }[] = [];
  const watching = (async () => {
    for await (const event of api().watch<T>(`${collection}?watch=1`, enough.signal)) seen.push(event);
  })().catch((error: unknown) => { if (!enough.signal.aborted) throw error; });
  return {
    seen,
    end() {
      enough.abort();
      return watching;
    },
  };
}

const conditions = async (name: string): Promise<string[]> =>
  (await json<Deployment>`get deployment ${name}`).status.conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`).sort();

/** What the deployment controller told about a deployment (names of events grow with time), with A, B, … for its sets in the order in which they appear. */
async function told(name: string): Promise<string[]> {
  const text = await ok`get events --field-selector ${`involvedObject.kind=Deployment,involvedObject.name=${name}`} -o ${'jsonpath={range .items[*]}{.reason}: {.message}{"\\n"}{end}'}`;
  const sets = new Map<string, string>();
  return text.trim().split('\n').map((line) => line.replace(new RegExp(`${name}-[a-z0-9]+`), (set) => {
    sets.set(set, sets.get(set) ?? String.fromCharCode(65 + sets.size));
    return sets.get(set) ?? '';
  }));
}

describe('a rolling update', () => {
  const bounds = { replicas: 10, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '20%' } } };

  it('stays within its percentages, and the budget beside it always knows how many there should be', async () => {
    await feed(deployment('web', bounds, { 'minikapi.dev/readiness-delay': '1s' }), {
      apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'web' }, spec: { minAvailable: '80%', selector: { matchLabels: { app: 'web' } } },
    })`create -f -`;
    await rolledOut('web');
    await ok`wait pdb/web --for=condition=DisruptionAllowed --timeout=30s`;
    const [states, budgets] = [following<Deployment>(deployments), following<Budget>('/apis/policy/v1/namespaces/rolled/poddisruptionbudgets')];
    await ok`set image deployment/web c=nginx:2`;
    expect(await rolledOut('web')).toMatch(/Waiting for deployment "web" rollout to finish: \d+ (out of 10 new replicas have been updated|old replicas are pending termination|of 10 updated replicas are available)\.\.\.\n[^]*deployment "web" successfully rolled out\n$/);
    await Promise.all([states.end(), budgets.end()]);
    const all = states.seen.map(({ object }) => object.status);
    expect(Math.max(...all.map(({ replicas }) => replicas))).toBe(13);
    expect(Math.min(...all.map(({ availableReplicas = 0 }) => availableReplicas))).toBeGreaterThanOrEqual(8);
    expect(new Set(budgets.seen.map(({ object: { status } }) => `${status.expectedPods} ${status.desiredHealthy}`))).toEqual(new Set(['10 8']));
    for (const { object: { status: { currentHealthy, desiredHealthy, disruptionsAllowed } } } of budgets.seen) expect(disruptionsAllowed).toBe(Math.max(0, currentHealthy - desiredHealthy));
  }, minute);

  it('tells every step', async () => {
    const steps = await told('web');
    expect(steps.slice(0, 4)).toEqual([
      'ScalingReplicaSet: Scaled up replica set A from 0 to 10', 'ScalingReplicaSet: Scaled up replica set B from 0 to 3',
      'ScalingReplicaSet: Scaled down replica set A from 10 to 8', 'ScalingReplicaSet: Scaled up replica set B from 3 to 5',
    ]);
    expect(steps.at(-1)).toMatch(/Scaled down replica set A from \d to 0$/);
    expect(await conditions('web')).toEqual(['Available True MinimumReplicasAvailable', 'Progressing True NewReplicaSetAvailable']);
    expect(await ok`get pdb web`).toMatch(/^NAME +MIN AVAILABLE +MAX UNAVAILABLE +ALLOWED DISRUPTIONS +AGE\nweb +80% +N\/A +2 +\S+\n$/);
  });

  it('with a surge of none takes away before it adds', async () => {
    await feed(deployment('tight', { replicas: 4, strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '50%' } } }, { 'minikapi.dev/readiness-delay': '1s' }))`create -f -`;
    await rolledOut('tight');
    await ok`set image deployment/tight c=nginx:2`;
    await rolledOut('tight');
    expect((await told('tight')).slice(0, 4)).toEqual([
      'ScalingReplicaSet: Scaled up replica set A from 0 to 4', 'ScalingReplicaSet: Scaled down replica set A from 4 to 2',
      'ScalingReplicaSet: Scaled up replica set B from 0 to 2', 'ScalingReplicaSet: Scaled down replica set A from 2 to 1',
    ]);
  }, minute);

  it('shares what is added between its sets while it is paused', async () => {
    await ok`rollout pause deployment/web`;
    await ok`set image deployment/web c=nginx:3`;
    await ok`scale deployment/web --replicas=12`;
    await api().until<Deployment>(deployments, 'web', ({ status: { availableReplicas } }) => availableReplicas === 12);
    expect((await json<Deployment>`get deployment web`).status.updatedReplicas ?? 0).toBe(0);
    expect(await conditions('web')).toEqual(['Available True MinimumReplicasAvailable', 'Progressing Unknown DeploymentPaused']);
    await ok`rollout resume deployment/web`;
    await rolledOut('web');
    expect((await json<Deployment>`get deployment web`).status).toMatchObject({ replicas: 12, updatedReplicas: 12, availableReplicas: 12 });
  }, minute);
});

describe('a rollout that gets nowhere', () => {
  it('says so when its time is over, and keeps what it had', async () => {
    await feed(deployment('stuck', { replicas: 4, progressDeadlineSeconds: 3 }))`create -f -`;
    await rolledOut('stuck');
    await ok`patch deployment stuck -p ${'{"spec":{"template":{"metadata":{"annotations":{"minikapi.dev/readiness-delay":"1h"}},"spec":{"containers":[{"name":"c","image":"nginx:2"}]}}}}'}`;
    expect(await refused`rollout status deployment/stuck --timeout=40s`).toBe('error: deployment "stuck" exceeded its progress deadline');
    const { status } = await json<Deployment>`get deployment stuck`;
    // 25 % more, 25 % less, of four.
    expect(status).toMatchObject({ replicas: 5, updatedReplicas: 2, availableReplicas: 3 });
    const [progressing] = status.conditions.filter(({ type }) => type === 'Progressing');
    expect(progressing).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' });
    expect(progressing?.message).toMatch(/^ReplicaSet "stuck-[a-z0-9]+" has timed out progressing\.$/);
    expect(await ok`get deployment stuck`).toMatch(/\nstuck +3\/4 +2 +3 /);
    expect(await ok`describe deployment stuck`).toMatch(/Progressing +False +ProgressDeadlineExceeded/);
  }, minute);

  it('is taken back', async () => {
    await ok`rollout undo deployment/stuck`;
    await rolledOut('stuck');
    expect(await conditions('stuck')).toEqual(['Available True MinimumReplicasAvailable', 'Progressing True NewReplicaSetAvailable']);
    expect(await ok`rollout history deployment/stuck`).toBe('deployment.apps/stuck \nREVISION  CHANGE-CAUSE\n2         <none>\n3         <none>\n\n');
  }, minute);
});

it('Recreate ends the old ones before the new ones begin', async () => {
  await feed(deployment('whole', { replicas: 3, strategy: { type: 'Recreate' } }))`create -f -`;
  await rolledOut('whole');
  const pods = following<Pod>('/api/v1/namespaces/rolled/pods');
  await ok`set image deployment/whole c=nginx:2`;
  await rolledOut('whole');
  await pods.end();
  const order = pods.seen.filter(({ object }) => object.metadata.labels?.app === 'whole').flatMap(({ type, object }) => {
    const image = object.spec.containers[0]?.image ?? '';
    return (image === 'nginx:1' && type === 'DELETED') || (image === 'nginx:2' && type === 'ADDED') ? [`${type} ${image}`] : [];
  });
  expect(order).toEqual([...Array<string>(3).fill('DELETED nginx:1'), ...Array<string>(3).fill('ADDED nginx:2')]);
  expect(await told('whole')).toEqual([
    'ScalingReplicaSet: Scaled up replica set A from 0 to 3', 'ScalingReplicaSet: Scaled down replica set A from 3 to 0', 'ScalingReplicaSet: Scaled up replica set B from 0 to 3',
  ]);
}, minute);
