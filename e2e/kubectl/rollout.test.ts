/** `kubectl rollout` and `scale`. */
import { kubectlSince } from '../harness/kubectl-version';
import { story } from '../harness/story';

const { ok, json, refused, feed } = story('rolling');

const minute = 60_000;

interface Deployment { spec: { paused?: boolean; replicas: number; template: { metadata: { annotations?: Record<string, string> }; spec: { containers: { image: string }[] } } } }

const rolledOut = (): Promise<string> => ok`rollout status deployment/web --timeout=30s`;
const image = async (): Promise<string | undefined> => (await json<Deployment>`get deployment web`).spec.template.spec.containers[0]?.image;

const workload = (kind: string, spec: object = {}): object => ({
  apiVersion: 'apps/v1', kind, metadata: { name: kind.toLowerCase() },
  spec: { selector: { matchLabels: { app: kind } }, template: { metadata: { labels: { app: kind } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } }, ...spec },
});

beforeAll(async () => {
  await ok`create deployment web --image=nginx:1 --replicas=2`;
  await feed(
    workload('StatefulSet', { serviceName: 'x', replicas: 1 }), workload('DaemonSet', { template: { metadata: { labels: { app: 'DaemonSet' } }, spec: { nodeSelector: { nowhere: 'yes' }, containers: [{ name: 'c', image: 'nginx' }] } } }),
    { apiVersion: 'v1', kind: 'ReplicationController', metadata: { name: 'controller' }, spec: { replicas: 1, template: { metadata: { labels: { app: 'rc' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } } } },
  )`create -f -`;
}, minute);

describe('rollout', () => {
  it('waits until it is done', async () => {
    expect(await rolledOut()).toContain('deployment "web" successfully rolled out\n');
    expect(await refused`rollout status deployment/nobody`).toBe('Error from server (NotFound): deployments.apps "nobody" not found');
  }, minute);

  it('keeps a history with causes', async () => {
    expect(await ok`rollout history deployment/web`).toBe('deployment.apps/web \nREVISION  CHANGE-CAUSE\n1         <none>\n\n');
    await ok`set image deployment/web nginx=nginx:2`;
    await ok`annotate deployment/web kubernetes.io/change-cause=${'to 2'}`;
    await rolledOut();
    expect(await ok`rollout history deployment/web`).toBe('deployment.apps/web \nREVISION  CHANGE-CAUSE\n1         <none>\n2         to 2\n\n');
    expect(await ok`rollout history deployment/web --revision=1`).toMatch(/^deployment\.apps\/web with revision #1\nPod Template:\n +Labels:\s+app=web\n\s+pod-template-hash=\w+\n[^]*Image:\s+nginx:1\n/);
    expect(await refused`rollout history deployment/web --revision=9`).toContain('unable to find the specified revision');
  }, minute);

  it('pauses and goes on', async () => {
    expect(await ok`rollout pause deployment/web`).toBe('deployment.apps/web paused\n');
    expect(await refused`rollout pause deployment/web`).toBe('error: deployments.apps "web" is already paused');
    await ok`set image deployment/web *=nginx:3`;
    expect((await json<Deployment>`get deployment web`).spec.paused).toBe(true);
    expect(await ok`wait deployment/web --for=condition=Progressing=Unknown --timeout=30s`).toBe('deployment.apps/web condition met\n');
    expect(await ok`rollout history deployment/web`).not.toContain('\n3 ');
    expect(await refused`rollout undo deployment/web`).toContain('you cannot rollback a paused deployment; resume it first with');
    expect(await refused`rollout restart deployment/web`).toContain('can\'t restart paused deployment (run rollout resume first)');
    expect(await ok`rollout resume deployment/web`).toBe('deployment.apps/web resumed\n');
    expect(await refused`rollout resume deployment/web`).toBe('error: deployments.apps "web" is not paused');
    await rolledOut();
    expect(await ok`rollout history deployment/web`).toContain('\n3 ');
  }, minute);

  it('undoes', async () => {
    expect(await ok`rollout undo deployment/web --dry-run=server`).toBe('deployment.apps/web rolled back (server dry run)\n');
    expect(await image()).toBe('nginx:3');
    expect(await ok`rollout undo deployment/web`).toBe('deployment.apps/web rolled back\n');
    expect(await image()).toBe('nginx:2');
    await rolledOut();
    expect(await ok`rollout undo deployment/web --to-revision=1`).toBe('deployment.apps/web rolled back\n');
    expect(await image()).toBe('nginx:1');
    await rolledOut();
    expect(await refused`rollout undo deployment/web --to-revision=99`).toBe('error: unable to find specified revision 99 in history');
    expect(await refused`rollout status deployment/web --revision=1`).toBe('error: desired revision (1) is different from the running revision (5)');
  }, minute);

  it('restarts', async () => {
    expect(await ok`rollout restart deployment/web`).toBe('deployment.apps/web restarted\n');
    expect((await json<Deployment>`get deployment web`).spec.template.metadata.annotations).toEqual({ 'kubectl.kubernetes.io/restartedAt': expect.stringMatching(/^\d{4}-/) as string });
    await rolledOut();
  }, minute);

  it('restarts and changes stateful sets and daemon sets', async () => {
    expect(await ok`rollout restart statefulset/statefulset daemonset/daemonset`).toBe('statefulset.apps/statefulset restarted\ndaemonset.apps/daemonset restarted\n');
    expect(await ok`set image statefulset/statefulset daemonset/daemonset c=nginx:2`).toBe('statefulset.apps/statefulset image updated\ndaemonset.apps/daemonset image updated\n');
    expect(await refused`rollout pause statefulset/statefulset`).toBe('error: statefulsets.apps "statefulset" pausing is not supported');
    expect(await refused`rollout restart replicationcontroller/controller`).toContain('restarting is not supported');
  });

  if (kubectlSince(24)) {
    it('restarts what a selector finds', async () => {
      await ok`create deployment second --image=nginx`;
      expect(await ok`rollout restart deployment -l app=second`).toBe('deployment.apps/second restarted\n');
      await ok`delete deployment second`;
    }, minute);
  }
});

describe('scale', () => {
  const replicas = async (): Promise<number> => (await json<Deployment>`get deployment web`).spec.replicas;

  it('one, when it is as expected', async () => {
    expect(await ok`scale deployment web --replicas=3 --current-replicas=2`).toBe('deployment.apps/web scaled\n');
    expect(await refused`scale deployment web --replicas=4 --current-replicas=2`).toContain('Expected replicas to be 2, was 3');
    expect(await refused`scale deployment web --replicas=4 --resource-version=1`).toMatch(/Expected resource version to be 1, was \d+/);
    expect(await replicas()).toBe(3);
    await rolledOut();
    const { metadata: { resourceVersion } } = await json<{ metadata: { resourceVersion: string } }>`get deployment web`;
    await ok`scale deployment web --replicas=4 --resource-version=${resourceVersion}`;
    expect(await replicas()).toBe(4);
  }, minute);

  it('several, of every kind that can', async () => {
    expect(await ok`scale deployment/web statefulset/statefulset rc/controller --replicas=2`).toBe('deployment.apps/web scaled\nstatefulset.apps/statefulset scaled\nreplicationcontroller/controller scaled\n');
    expect(await replicas()).toBe(2);
    expect(await ok`get rc controller -o jsonpath={.spec.replicas}`).toBe('2');
    expect(await ok`scale deployment --all --replicas=1`).toBe('deployment.apps/web scaled\n');
    expect(await ok`scale deployment -l app=web --replicas=0 --timeout=30s`).toBe('deployment.apps/web scaled\n');
    expect((await json<{ items: unknown[] }>`get pods -l app=web --field-selector=status.phase=Running`).items).toEqual([]);
  }, minute);

  it.each<[string, () => Promise<string>, string]>([
    ['what has no replicas', () => refused`scale daemonset/daemonset --replicas=2`, 'Error from server (NotFound): the server could not find the requested resource'],
    ['fewer than none', () => refused`scale deployment web --replicas=-1`, 'The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0'],
    ['what is not there', () => refused`scale deployment nobody --replicas=1`, 'deployments.apps "nobody" not found'],
  ])('refuses %s', async (_, refusal, text) => {
    expect(await refusal()).toContain(text);
  });
});
