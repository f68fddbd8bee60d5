/** What kubectl tells about the API itself: `explain`, `api-resources`, `api-versions`, `version`, `cluster-info`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubectlSince } from '../harness/kubectl-version';
import { story } from '../harness/story';

const { ok, refused, folder } = story('explained');

/** Text without its line breaks, which depend on the version. */
const flat = (text: string): string => text.replace(/\s+/g, ' ');

describe('explain', () => {
  it('a kind', async () => {
    const text = flat(await ok`explain deployments`);
    expect(text).toMatch(/KIND: Deployment VERSION: (apps\/)?v1/);
    expect(text).toContain('DESCRIPTION: Keeps so many equal pods running, and replaces them bit by bit when their template changes.');
    expect(text).toMatch(/spec <\S+> .*status <\S+> /);
  });

  it('a field deep inside', async () => {
    const text = flat(await ok`explain pod.spec.containers.livenessProbe.httpGet`);
    expect(text).toContain('An HTTP request; a status from 200 to 399 is success.');
    expect(text).toContain('port <');
    expect(text).toContain('-required- Port of the container, by number or name.');
  });

  it('what every object has', async () => {
    expect(flat(await ok`explain cm.metadata.ownerReferences`)).toContain('Objects that this one belongs to.');
  });

  it('all fields below', async () => {
    expect(await ok`explain cronjob.spec --recursive`).toMatch(/\n {6,}containers\t<\[\]\w+>[\s\S]*\n {6,}env\t<\[\]\w+>/);
  });

  it('a version that is not the preferred one', async () => {
    const text = flat(await ok`explain hpa.spec --api-version=autoscaling/v1`);
    expect(text).toContain('Which workload, within which bounds, by which measure.');
    expect(text).toContain('targetCPUUtilizationPercentage <integer>');
    expect(flat(await ok`explain cronjob --api-version=batch/v1beta1`)).toMatch(/VERSION: (batch\/)?v1beta1/);
  });

  if (kubectlSince(27)) it('from the second version of OpenAPI as well', async () => {
    const text = flat(await ok`explain service.spec.type --output=plaintext-openapiv2`);
    expect(text).toContain('KIND: Service VERSION: v1 FIELD: type <string> DESCRIPTION: ClusterIP (default): an address within the cluster.');
  });

  it('nothing that is not there', async () => {
    expect(await refused`explain pod.spec.nothing`).toContain('field "nothing" does not exist');
    expect(await refused`explain nonsense`).toContain('the server doesn\'t have a resource type "nonsense"');
  });
});

describe('names', () => {
  const rows = async (text: Promise<string>): Promise<string[]> => (await text).trimEnd().split('\n').map((row) => row.trim().replace(/ {2,}/g, ' '));

  it('resources, with short names, kinds and scopes', async () => {
    expect(await rows(ok`api-resources --no-headers`)).toEqual(expect.arrayContaining([
      'pods po v1 true Pod', 'nodes no v1 false Node', 'deployments deploy apps/v1 true Deployment', 'cronjobs cj batch/v1 true CronJob', 'events ev events.k8s.io/v1 true Event',
      'horizontalpodautoscalers hpa autoscaling/v2 true HorizontalPodAutoscaler', 'storageclasses sc storage.k8s.io/v1 false StorageClass', 'selfsubjectreviews authentication.k8s.io/v1 false SelfSubjectReview',
    ]));
  });

  it('of one group, scope or verb', async () => {
    expect(await rows(ok`api-resources --api-group=apps -o name`)).toEqual(['controllerrevisions.apps', 'daemonsets.apps', 'deployments.apps', 'replicasets.apps', 'statefulsets.apps']);
    const cluster = await rows(ok`api-resources --namespaced=false -o name`);
    expect(cluster).toEqual(expect.arrayContaining(['namespaces', 'nodes', 'clusterroles.rbac.authorization.k8s.io']));
    expect(cluster).not.toContain('pods');
    const listed = await rows(ok`api-resources --verbs=list,watch -o name`);
    expect(listed).toContain('configmaps');
    expect(listed.filter((name) => name.includes('review') || name === 'bindings')).toEqual([]);
    expect(await ok`api-resources --api-group=batch -o wide --no-headers`).toMatch(/^cronjobs +cj +batch\/v1 +true +CronJob +(\[create delete deletecollection get list patch update watch\]|create,delete,deletecollection,get,list,patch,update,watch)( +all)?\n/);
  });

  if (kubectlSince(27)) it('of a category', async () => {
    expect((await rows(ok`api-resources --categories=all -o name`)).sort()).toEqual([
      'cronjobs.batch', 'daemonsets.apps', 'deployments.apps', 'horizontalpodautoscalers.autoscaling', 'jobs.batch', 'pods', 'replicasets.apps', 'replicationcontrollers', 'services', 'statefulsets.apps',
    ]);
  });

  it('versions', async () => {
    const versions = await rows(ok`api-versions`);
    expect(versions).toEqual([...versions].sort());
    expect(versions).toEqual(expect.arrayContaining(['apps/v1', 'authorization.k8s.io/v1', 'batch/v1', 'networking.k8s.io/v1', 'resource.k8s.io/v1', 'v1']));
  });

  it('the server', async () => {
    expect(JSON.parse(await ok`version -o json`)).toMatchObject({ serverVersion: { major: '1', minor: '36', gitVersion: expect.stringMatching(/^v1\.36\.\d+/) as string } });
    expect((await ok`cluster-info`).replace(/\u001b\[[\d;]*m/g, '')).toMatch(/^Kubernetes (control plane|master) is running at http:\/\/127\.0\.0\.1:\d+\n/);
  });

  it('everything there is, into files', async () => {
    const target = join(folder(), 'dump');
    await ok`cluster-info dump --output-directory=${target} --namespaces=kube-system,explained`;
    expect(readdirSync(target).sort()).toEqual(['explained', 'kube-system', 'nodes.json']);
    expect(readdirSync(join(target, 'explained'))).toEqual(expect.arrayContaining(['deployments.json', 'events.json', 'pods.json', 'services.json']));
    expect(JSON.parse(readFileSync(join(target, 'nodes.json'), 'utf8'))).toMatchObject({ kind: 'NodeList', items: [{ metadata: { name: 'node-1' } }, {}, {}] });
  });
});
