/** What kubectl can ask without a change: dry runs, validation of fields, reviews. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubectlSince } from '../harness/kubectl-version';
import { story } from '../harness/story';

const { ok, json, feed, refuse, refused, attempt, folder } = story('checked');

const configMap = (name: string, more: object = {}): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: 'b' }, ...more });
const labels = { app: 'web' };
const web = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } } } };

beforeAll(async () => {
  await feed(configMap('kept'), web)`apply -f -`;
  await ok`rollout status deployment/web --timeout=30s`;
}, 60_000);

describe('a dry run', () => {
  const versions = (): Promise<string> => ok`get configmap/kept deployment/web node/node-1 -o jsonpath=${'{range .items[*]}{.metadata.resourceVersion} {.spec.unschedulable}{end}'}`;

  async function changesNothing(dry: () => Promise<string>, said: string | RegExp): Promise<void> {
    const before = await versions();
    expect(await dry()).toEqual(typeof said === 'string' ? said : expect.stringMatching(said));
    expect(await versions()).toBe(before);
  }

  it.each<[string, () => Promise<string>, string | RegExp]>([
    ['create', () => feed(configMap('dry'))`create -f - --dry-run=server`, 'configmap/dry created (server dry run)\n'],
    ['create by the client alone', () => feed(configMap('dry'))`create -f - --dry-run=client`, 'configmap/dry created (dry run)\n'],
    ['apply', () => feed(configMap('kept', { data: { a: 'c' } }))`apply -f - --dry-run=server`, 'configmap/kept configured (server dry run)\n'],
    ['apply without a change', () => feed(configMap('kept'))`apply -f - --dry-run=server`, 'configmap/kept unchanged (server dry run)\n'],
    ['replace', () => feed(configMap('kept', { data: {} }))`replace -f - --dry-run=server`, 'configmap/kept replaced (server dry run)\n'],
    ['delete', () => ok`delete configmap kept --dry-run=server`, /^configmap "kept" deleted( from checked namespace)? \(server dry run\)\n$/],
    ['delete of a kind', () => ok`delete deployment --all --dry-run=client`, /^deployment\.apps "web" deleted( from checked namespace)? \(dry run\)\n$/],
    ['scale', () => ok`scale deployment/web --replicas=5 --dry-run=server`, /^deployment\.apps\/web scaled( \(server dry run\))?\n$/],
    ['label', () => ok`label configmap kept x=y --dry-run=server`, /^configmap\/kept labeled( \(server dry run\))?\n$/],
    ['annotate', () => ok`annotate configmap kept x=y --dry-run=server -o jsonpath=${'{.metadata.annotations.x}'}`, 'y'],
    ['patch', () => ok`patch configmap kept -p {"data":{"x":"y"}} --dry-run=server -o jsonpath=${'{.data}'}`, '{"a":"b","x":"y"}'],
    ['set image', () => ok`set image deployment/web web=other --dry-run=server -o jsonpath=${'{.spec.template.spec.containers[0].image} {.metadata.generation}'}`, 'other 2'],
    ['expose', () => ok`expose deployment web --port=80 --dry-run=server -o jsonpath=${'{.spec.type} {.spec.ports[0].targetPort}'}`, 'ClusterIP 80'],
    ['run', () => ok`run dry --image=nginx --dry-run=server -o jsonpath=${'{.spec.restartPolicy} {.spec.nodeName}{.status.phase}'}`, 'Always Pending'],
    ['cordon', () => ok`cordon node-1 --dry-run=server`, 'node/node-1 cordoned (server dry run)\n'],
  ])('of %s', (_, dry, said) => changesNothing(dry, said));

  // kubectl 1.20 takes these for custom kinds and asks for apiextensions.k8s.io/v1beta1, which no server has any more.
  if (kubectlSince(25)) it('of autoscale and drain', async () => {
    await changesNothing(() => ok`autoscale deployment web --max=3 --dry-run=server`, 'horizontalpodautoscaler.autoscaling/web autoscaled (server dry run)\n');
    await changesNothing(() => ok`drain node-1 --dry-run=server --force --ignore-daemonsets`, /^node\/node-1 cordoned \(server dry run\)\n/);
  });

  it('is judged like the real thing', async () => {
    expect(await refuse(configMap('Bad_Name'))`create -f - --dry-run=server`).toContain('metadata.name: Invalid value: "Bad_Name"');
    expect(await refuse(configMap('kept'))`create -f - --dry-run=server`).toContain('configmaps "kept" already exists');
    expect(await refused`delete configmap nobody --dry-run=server`).toContain('configmaps "nobody" not found');
    expect(await ok`get configmap dry --ignore-not-found`).toBe('');
  });
});

describe('fields that there are not', () => {
  const wrong = configMap('wrong', { metadata: { name: 'wrong', lables: {} }, spec: {} });
  const deep = { ...web, metadata: { name: 'deep' }, spec: { ...web.spec, template: { ...web.spec.template, spec: { containers: [{ name: 'web', image: 'nginx', imgae: 'x' }] } } } };

  it('are refused', async () => {
    if (kubectlSince(25)) {
      expect(await refuse(wrong)`create -f - --validate=strict`).toContain('ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "metadata.lables", unknown field "spec"');
      expect(await refuse(deep)`apply -f -`).toContain('strict decoding error: unknown field "spec.template.spec.containers[0].imgae"');
    } else {
      expect(await refuse(wrong)`create -f - --validate=true`).toContain('unknown field "lables" in io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta, ValidationError(ConfigMap): unknown field "spec" in io.k8s.api.core.v1.ConfigMap');
      expect(await refuse(deep)`apply -f -`).toContain('ValidationError(Deployment.spec.template.spec.containers[0]): unknown field "imgae" in io.k8s.api.core.v1.Container');
    }
  });

  if (kubectlSince(25)) it('are warned of, or ignored', async () => {
    const path = join(folder(), 'wrong.json');
    writeFileSync(path, JSON.stringify(wrong));
    const created = { code: 0, stdout: 'configmap/wrong created (server dry run)\n' };
    expect(await attempt`create -f ${path} --validate=warn --dry-run=server`).toEqual({ ...created, stderr: 'Warning: unknown field "metadata.lables"\nWarning: unknown field "spec"\n' });
    expect(await attempt`create -f ${path} --validate=ignore --dry-run=server`).toEqual({ ...created, stderr: '' });
  });

  it('or twice, where kubectl passes on what is written', async () => {
    const path = join(folder(), 'twice.json');
    writeFileSync(path, '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"twice"},"data":{"a":"1"},"data":{"b":"2"}}');
    const to = (how: string): string => `/api/v1/namespaces/checked/configmaps?dryRun=All&fieldValidation=${how}`;
    expect(await refused`create --raw ${to('Strict')} -f ${path}`).toContain('strict decoding error: duplicate field "data"');
    expect(await attempt`create --raw ${to('Warn')} -f ${path}`).toMatchObject({ code: 0, stderr: expect.stringContaining('duplicate field "data"') as string });
    expect(JSON.parse(await ok`create --raw ${to('Ignore')} -f ${path}`)).toMatchObject({ data: { b: '2' } });
  });

  it('of another type are refused in any case', async () => {
    const typed = { ...web, metadata: { name: 'typed' }, spec: { ...web.spec, replicas: 'many' } };
    expect(await refuse(typed)`create -f - --validate=false`).toContain('json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32');
    expect(await refuse({ ...web, apiVersion: 'apps/v9' })`create -f - --validate=false`).toContain('no matches for kind "Deployment" in version "apps/v9"');
  });
});

describe('a review', () => {
  const review = (group: string, kind: string, spec: object): object => ({ apiVersion: `${group}.k8s.io/v1`, kind, ...(kind.startsWith('Local') && { metadata: { namespace: 'checked' } }), spec });
  const pods = { verb: 'get', resource: 'pods' };

  it.each<[string, object, object]>([
    ['whether I may', review('authorization', 'SelfSubjectAccessReview', { resourceAttributes: pods }), { allowed: true }],
    ['whether somebody may', review('authorization', 'SubjectAccessReview', { user: 'jane', resourceAttributes: pods }), { allowed: true }],
    ['whether somebody may here', review('authorization', 'LocalSubjectAccessReview', { user: 'jane', resourceAttributes: { ...pods, namespace: 'checked' } }), { allowed: true }],
    ['what I may', review('authorization', 'SelfSubjectRulesReview', { namespace: 'checked' }), { resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }] }],
    ['whose token it is', review('authentication', 'TokenReview', { token: 'nonsense' }), { error: expect.stringContaining('invalid bearer token') as string }],
    ['who I am', review('authentication', 'SelfSubjectReview', {}), { userInfo: { groups: expect.arrayContaining(['system:authenticated']) as string[] } }],
  ])('tells %s', async (_, asked, status) => {
    // Its spec is no field of a SelfSubjectReview.
    if ((asked as { kind: string }).kind === 'SelfSubjectReview') delete (asked as { spec?: object }).spec;
    expect(JSON.parse(await feed(asked)`create -f - -o json`)).toMatchObject({ status });
    expect(await feed(asked)`create -f -`).toMatch(/^\w+review\.(authorization|authentication)\.k8s\.io\/<unknown> created\n$/);
  });

  it('has commands of its own', async () => {
    expect(await ok`auth can-i delete pods`).toBe('yes\n');
    expect(await ok`auth can-i --list`).toMatch(/\*\.\* +\[\] +\[\] +\[\*\]/);
    if (kubectlSince(28)) expect(await json`auth whoami`).toMatchObject({ kind: 'SelfSubjectReview' });
  });

  it('needs nothing but what kubectl can find out: which custom kinds there are', async () => {
    expect((await attempt`get crd -l app=nobody`).stderr).toBe('No resources found\n');
  });
});
