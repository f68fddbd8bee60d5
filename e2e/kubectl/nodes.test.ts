/** `kubectl taint`, `cordon`, `uncordon` and `drain`. */
import { story } from '../harness/story';

const { ok, json, refused, feed, api } = story('moved');

const minute = 60_000;

interface Node { metadata: { resourceVersion: string }; spec: { taints?: object[]; unschedulable?: boolean } }

interface Pods { items: { metadata: { name: string }; spec: { nodeName: string } }[] }

const node = async (name: string): Promise<Node> => json<Node>`get node ${name}`;

describe('taint', () => {
  it('adds, overwrites, takes away', async () => {
    expect(await ok`taint node node-1 k=v:NoSchedule`).toBe('node/node-1 tainted\n');
    expect(await refused`taint node node-1 k=w:NoSchedule`).toBe('error: node node-1 already has k taint(s) with same effect(s) and --overwrite is false');
    expect(await ok`taint node node-1 k=w:NoSchedule --overwrite`).toBe('node/node-1 modified\n');
    await ok`taint node node-1 k:PreferNoSchedule other=x:NoExecute`;
    expect((await node('node-1')).spec.taints).toEqual(expect.arrayContaining([
      { key: 'k', value: 'w', effect: 'NoSchedule' }, { key: 'k', effect: 'PreferNoSchedule' }, expect.objectContaining({ key: 'other', value: 'x', effect: 'NoExecute' }),
    ]));
    expect(await ok`taint node node-1 k:NoSchedule-`).toBe('node/node-1 untainted\n');
    await ok`taint node node-1 k- other-`;
    expect((await node('node-1')).spec.taints).toBeUndefined();
  });

  it('several', async () => {
    await ok`label node node-1 node-2 disk=fast`;
    expect(await ok`taint node -l disk=fast full=:NoSchedule`).toBe('node/node-1 tainted\nnode/node-2 tainted\n');
    expect(await ok`taint node node-1 node-2 full-`).toBe('node/node-1 untainted\nnode/node-2 untainted\n');
  });

  it.each<[string, () => Promise<string>, string]>([
    ['an effect that is none', () => refused`taint node node-1 k=v:Nope`, 'invalid taint effect: Nope, unsupported taint effect'],
    ['what is not there', () => refused`taint node node-1 nope-`, 'taint "nope" not found'],
    ['a node that is not there', () => refused`taint node nowhere k=v:NoSchedule`, 'Error from server (NotFound): nodes "nowhere" not found'],
  ])('is refused %s', async (_, refusal, text) => {
    expect(await refusal()).toContain(text);
  });

  it('keeps pods away', async () => {
    await ok`taint node node-1 node-2 full=:NoSchedule`;
    await ok`create deployment away --image=nginx --replicas=3`;
    await ok`rollout status deployment/away --timeout=30s`;
    expect((await json<Pods>`get pods -l app=away`).items.map(({ spec }) => spec.nodeName)).toEqual(['node-3', 'node-3', 'node-3']);
    await ok`taint node node-1 node-2 full-`;
    await ok`delete deployment away`;
  }, minute);
});

describe('cordon', () => {
  it('and uncordon', async () => {
    expect(await ok`cordon node-1`).toBe('node/node-1 cordoned\n');
    expect((await node('node-1')).spec.unschedulable).toBe(true);
    expect(await ok`get node node-1`).toMatch(/\nnode-1 +Ready,SchedulingDisabled +<none> +\S+ +v1\.36\.0\n$/);
    expect(await ok`cordon node-1`).toBe('node/node-1 already cordoned\n');
    expect(await ok`uncordon node-1`).toBe('node/node-1 uncordoned\n');
    expect((await node('node-1')).spec.unschedulable).toBeUndefined();
    expect(await ok`uncordon node-1`).toBe('node/node-1 already uncordoned\n');
  });

  it('those that a selector finds, or nothing when dry', async () => {
    expect(await ok`cordon -l disk=fast --dry-run=server`).toBe('node/node-1 cordoned (server dry run)\nnode/node-2 cordoned (server dry run)\n');
    expect((await node('node-1')).spec.unschedulable).toBeUndefined();
    expect(await ok`cordon -l disk=fast`).toBe('node/node-1 cordoned\nnode/node-2 cordoned\n');
    await ok`uncordon -l disk=fast`;
    expect(await refused`cordon nowhere`).toContain('Error from server (NotFound): nodes "nowhere" not found');
  });
});

describe('drain', () => {
  const pod = (name: string, more: object = {}): object =>
    ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { nodeName: 'node-1', containers: [{ name: 'c', image: 'nginx' }], ...more } });
  let daemon: string;

  beforeAll(async () => {
    await ok`create deployment web --image=nginx --replicas=6`;
    await feed(pod('alone'), pod('full', { volumes: [{ name: 'scratch', emptyDir: {} }] }), {
      apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent' },
      spec: { selector: { matchLabels: { app: 'agent' } }, template: { metadata: { labels: { app: 'agent' } }, spec: { nodeSelector: { disk: 'fast' }, containers: [{ name: 'c', image: 'nginx' }] } } },
    })`create -f -`;
    await ok`rollout status deployment/web --timeout=30s`;
    await ok`rollout status daemonset/agent --timeout=30s`;
    await ok`wait pod/alone pod/full --for=condition=Ready --timeout=30s`;
    const { items } = await json<Pods>`get pods -l app=agent --field-selector=spec.nodeName=node-1`;
    daemon = items[0]?.metadata.name ?? '';
  }, minute);

  it('stops at what would be lost', async () => {
    const text = await refused`drain node-1`;
    expect(text).toMatch(/annot delete Pods .*declare no controller \(use --force to override\): moved\/alone|annot delete Pods not managed by .* \(use --force to override\): moved\/alone/);
    expect(text).toContain(`cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): moved/${daemon}`);
    expect(text).toMatch(/cannot delete Pods with local storage \(use --delete-\S+ to override\): moved\/full/);
    expect(await ok`get pods alone full ${daemon} -o name`).toBe(`pod/alone\npod/full\npod/${daemon}\n`);
    expect((await node('node-1')).spec.unschedulable).toBe(true);
  }, minute);

  it('evicts everything but the daemons', async () => {
    const written = await ok`drain node-1 --force --ignore-daemonsets --delete-emptydir-data --grace-period=1 --timeout=60s`;
    expect(written).toMatch(/^pod\/alone evicted$/m);
    expect(written).toMatch(/^node\/node-1 (drained|evicted)$/m);
    const { items } = await json<Pods>`get pods --field-selector=spec.nodeName=node-1`;
    expect(items.map(({ metadata }) => metadata.name)).toEqual([daemon]);
    await ok`rollout status deployment/web --timeout=30s`;
  }, minute);

  it('or deletes, where evictions are not wanted', async () => {
    await feed(pod('again'))`create -f -`;
    const written = await ok`drain node-1 --force --ignore-daemonsets --disable-eviction --timeout=60s`;
    expect(written).toMatch(/^pod\/again deleted$/m);
    expect(await refused`get pod again`).toBe('Error from server (NotFound): pods "again" not found');
  }, minute);

  it('waits for what a disruption budget allows', async () => {
    await ok`create poddisruptionbudget all --selector=app=web --min-available=6`;
    expect(await refused`drain node-2 --timeout=2s --pod-selector=app=web`).toMatch(/^error when evicting pods?.*"web-\S+".*Cannot evict pod as it would violate the pod's disruption budget\.$/m);
    expect((await json<Pods>`get pods -l app=web --field-selector=spec.nodeName=node-2`).items.length).toBeGreaterThan(0);
    await ok`delete poddisruptionbudget all`;
    await ok`drain node-2 --timeout=60s --pod-selector=app=web`;
    expect((await json<Pods>`get pods -l app=web --field-selector=spec.nodeName=node-2`).items).toEqual([]);
    await ok`uncordon node-2`;
  }, minute);

  it('only the pods that a selector finds', async () => {
    await ok`uncordon node-1`;
    await feed(pod('stays'), { ...pod('goes'), metadata: { name: 'goes', labels: { goes: 'yes' } } })`create -f -`;
    await ok`drain node-1 --force --ignore-daemonsets --pod-selector=goes=yes --timeout=60s`;
    await api().untilNone('/api/v1/namespaces/moved/pods', 'labelSelector=goes%3Dyes');
    expect(await ok`get pod stays -o name`).toBe('pod/stays\n');
    await ok`uncordon node-1`;
  }, minute);
});
