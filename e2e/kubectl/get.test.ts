/** `kubectl get`: every form of output, every way to choose, and watching. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubectlSince } from '../harness/kubectl-version';
import { story } from '../harness/story';

const { ok, json, refused, attempt, feed, watching, api, folder } = story('read');

const configMap = (name: string, labels: object = {}, data?: object): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data });
const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }, { name: 'side', image: 'busybox' }] } };
const web = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', labels: { app: 'web' } }, spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template } };

/** A ConfigMap that nobody has to make. */
const ofEveryNamespace = 'kube-root-ca.crt';

beforeAll(async () => {
  await feed(configMap('b', { app: 'two' }, { z: '1' }), configMap('a', { app: 'one', tier: 'front' }, { x: '1', y: '2' }), web)`apply -f -`;
  await ok`rollout status deployment/web --timeout=30s`;
  await api().until('/api/v1/namespaces/read/configmaps', ofEveryNamespace, () => true);
}, 60_000);

const names = (text: string): string[] => text.trim().split('\n').map((name) => name.replace(/^.*\//, ''));

describe('prints', () => {
  it.each<[string, () => Promise<string>, string | RegExp]>([
    ['a table', () => ok`get cm`, /^NAME +DATA +AGE\na +2 +\S+\nb +1 +\S+\nkube-root-ca\.crt +1 +\S+\n$/],
    ['without a heading', () => ok`get cm --no-headers`, /^a +2 +\S+\nb +1 +\S+\nkube-root-ca\.crt +1 +\S+\n$/],
    ['a wide table', () => ok`get deploy -o wide`, /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE +CONTAINERS +IMAGES +SELECTOR\nweb +2\/2 +2 +2 +\S+ +web,side +nginx:1\.27,busybox +app=web\n$/],
    ['labels', () => ok`get cm --show-labels`, /^NAME +DATA +AGE +LABELS\na +2 +\S+ +app=one,tier=front\nb +1 +\S+ +app=two\nkube-root-ca\.crt +1 +\S+ +<none>\n$/],
    ['labels as columns', () => ok`get cm -L tier,app`, /^NAME +DATA +AGE +TIER +APP\na +2 +\S+ +front +one\nb +1 +\S+ +two\nkube-root-ca\.crt +1 +\S+\s+\n$/],
    ['kinds together', () => ok`get cm/a deploy/web --show-kind --no-headers`, /^configmap\/a +2 +\S+\n\n?deployment\.apps\/web +2\/2 +2 +2 +\S+\n$/],
    ['names', () => ok`get cm,deploy -o name`, 'configmap/a\nconfigmap/b\nconfigmap/kube-root-ca.crt\ndeployment.apps/web\n'],
    ['paths', () => ok`get deploy/web -o jsonpath=${'{.spec.template.spec.containers[*].image} {.status.readyReplicas}'}`, 'nginx:1.27 busybox 2'],
    ['paths of a list', () => ok`get cm -l app -o jsonpath=${'{range .items[*]}{.metadata.name}={.data.x}{"\\n"}{end}'}`, 'a=1\nb=\n'],
    ['chosen columns', () => ok`get cm -l app -o custom-columns=N:.metadata.name,T:.metadata.labels.tier`, /^N +T\na +front\nb +<none>\n$/],
    ['a Go template', () => ok`get cm -l app -o go-template=${'{{range .items}}{{.metadata.name}}:{{len .data}} {{end}}'}`, 'a:2 b:1 '],
    ['YAML', () => ok`get cm a -o yaml`, /^apiVersion: v1\ndata:\n {2}x: "1"\n {2}"?y"?: "2"\nkind: ConfigMap\nmetadata:\n/],
    ['nothing to be found', async () => (await attempt`get pvc`).stderr, 'No resources found in read namespace.\n'],
  ])('%s', async (_, printed, expected) => {
    const text = await printed();
    if (typeof expected === 'string') expect(text).toBe(expected);
    else expect(text).toMatch(expected);
  });

  it('columns and templates from files', async () => {
    const [columns, goTemplate] = [join(folder(), 'columns'), join(folder(), 'template')];
    writeFileSync(columns, 'NAME  COUNT\nmetadata.name  spec.replicas\n');
    writeFileSync(goTemplate, '{{.spec.replicas}}');
    expect(await ok`get deploy -o custom-columns-file=${columns}`).toBe('NAME   COUNT\nweb    2\n');
    expect(await ok`get deploy/web -o go-template-file=${goTemplate}`).toBe('2');
  });

  it('paths as JSON', async () => {
    expect(JSON.parse(await ok`get deploy/web -o jsonpath-as-json=${'{.spec.template.spec.containers[*].name}'}`)).toEqual(['web', 'side']);
  });

  if (kubectlSince(21)) it('managed fields when asked to', async () => {
    type Owned = { metadata: { managedFields?: object[] } };
    expect((await json<Owned>`get cm a --show-managed-fields`).metadata.managedFields).toMatchObject([{ operation: 'Update', fieldsType: 'FieldsV1', manager: 'kubectl-client-side-apply' }]);
    expect((await json<Owned>`get cm a`).metadata.managedFields).toBeUndefined();
  });
});

describe('chooses', () => {
  it.each<[string, () => Promise<string>, string[]]>([
    ['by equality', () => ok`get cm -l app=one -o name`, ['a']],
    ['by inequality', () => ok`get cm -l app!=one -o name`, ['b', ofEveryNamespace]],
    ['by sets', () => ok`get cm -l ${'app in (one, two),tier notin (back)'} -o name`, ['a', 'b']],
    ['by what is there', () => ok`get cm -l tier -o name`, ['a']],
    ['by what is not there', () => ok`get cm -l !tier -o name`, ['b', ofEveryNamespace]],
    ['by a field', () => ok`get cm --field-selector=metadata.name!=a -o name`, ['b', ofEveryNamespace]],
    ['in pages of one', () => ok`get cm --chunk-size=1 -o name`, ['a', 'b', ofEveryNamespace]],
    ['in another order', () => ok`get cm -l app --sort-by=${'{.metadata.labels.app}'} -o name`, ['a', 'b']],
    ['by number', () => ok`get cm -l app --sort-by=.data.x -o name`, ['b', 'a']],
    ['what there is of several', async () => (await attempt`get cm a nobody --ignore-not-found -o name`).stdout, ['a']],
  ])('%s', async (_, chosen, expected) => {
    expect(names(await chosen())).toEqual(expected);
  });

  it('pods by phase and node, in all namespaces', async () => {
    const { items } = await json<{ items: { spec: { nodeName: string } }[] }>`get pods -A --field-selector=status.phase=Running -l app=web`;
    expect(items).toHaveLength(2);
    const here = await json<{ items: object[] }>`get pods -A --field-selector=spec.nodeName=${items[0]?.spec.nodeName ?? ''}`;
    expect(here.items.length).toBeGreaterThan(0);
    expect(await refused`get pods --field-selector=spec.none=x`).toContain('field label not supported: spec.none');
    expect(await ok`get all -A --no-headers`).toMatch(/^read +pod\/web-[\s\S]*deployment\.apps\/web[\s\S]*replicaset\.apps\/web-/m);
  });

  it('nothing, and says so', async () => {
    expect(await refused`get cm nobody`).toBe('Error from server (NotFound): configmaps "nobody" not found');
    expect(await attempt`get cm nobody --ignore-not-found`).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await refused`get nonsense`).toBe('error: the server doesn\'t have a resource type "nonsense"');
    expect(await refused`get cm -l ${'a in'}`).toContain('unable to parse requirement');
  });

  it('a path of the server', async () => {
    expect(JSON.parse(await ok`get --raw /api/v1/namespaces/read/configmaps?limit=1`)).toMatchObject({ kind: 'ConfigMapList', metadata: { remainingItemCount: 2 }, items: [{ metadata: { name: 'a' } }] });
    expect(await refused`get --raw /api/v1/namespaces/read/configmaps/nobody`).toContain('configmaps "nobody" not found');
    expect(await ok`get --raw /readyz`).toBe('ok');
  });

  if (kubectlSince(24)) it('a part of an object', async () => {
    expect(await ok`get deploy/web --subresource=scale`).toMatch(/^NAME +DESIRED +AVAILABLE +AGE\nweb +2 +2 +\S+\n$/);
    expect(await json`get deploy/web --subresource=scale`).toMatchObject({ kind: 'Scale', apiVersion: 'autoscaling/v1', spec: { replicas: 2 }, status: { selector: 'app=web' } });
    expect(await ok`get deploy/web --subresource=status`).toMatch(/^NAME +READY[^\n]*\nweb +2\/2/);
  });
});

describe('watches', () => {
  const cm = (name: string): Promise<string> => feed(configMap(name))`create -f -`;
  const change = (name: string): Promise<string> => ok`patch cm ${name} --type=merge -p {"data":{"n":"1"}}`;

  it('what is there and what becomes of it', async () => {
    const seen = watching`get cm --watch --output-watch-events`;
    await seen.saw(/^ADDED +b /m);
    await cm('watched');
    await change('watched');
    await ok`delete cm watched`;
    expect(await seen.saw(/^DELETED +watched/m)).toMatch(/^EVENT +NAME +DATA +AGE\nADDED +a +2[\s\S]*ADDED +watched +0[\s\S]*MODIFIED +watched +1[\s\S]*DELETED +watched +1/);
    seen.stop();
  });

  it('only what becomes of it, and only what is chosen', async () => {
    const seen = watching`get cm --watch-only -o name -l ${'app notin (one, two)'}`;
    // A watch that has begun says nothing: what is made until it has is not seen.
    for (let i = 0; !(await Promise.race([seen.saw(/configmap\/first/).then(() => true), cm(`first-${i}`).then(() => false)]));) i++;
    expect(await seen.saw(/first/)).not.toMatch(/configmap\/[ab]\n/);
    seen.stop();
  });

  it('one object, until it is wanted no more', async () => {
    const seen = watching`get cm a -w -o jsonpath=${'{.data.n}.'}`;
    await seen.saw(/^\./);
    await change('a');
    await seen.saw(/^\.1\./);
    seen.stop();
    expect((await api().get<{ data: object }>('/api/v1/namespaces/read/configmaps/a')).data).toEqual({ x: '1', y: '2', n: '1' });
  });
});
