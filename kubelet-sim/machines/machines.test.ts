import { kinds, seededRandom, silentLogger, SteppedClock, type core } from '../../api';
import { openRegistry, openStorage, type Registry } from '../../registry';
import type { World } from '../server/call';
import { Collected, inputOf } from '../shell/io';
import { boundPod } from '../testing/cluster';
import { Machines } from './machines';

const clock = new SteppedClock();
let registry: Registry;
let machines: Machines;
let current: core.Pod | undefined;
let changed = (): void => undefined;

const world: World = { serves: () => true, pod: () => current, podsOn: () => [], onChange: (_, listener) => { changed = listener; return () => undefined; } };
const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' }, spec: {}, status: { allocatable: { cpu: '8', memory: '32Gi' } } } as core.Node;

beforeEach(async () => {
  const deps = { clock, random: seededRandom(1), log: silentLogger };
  registry = await openRegistry({ ...deps, kv: await openStorage('memory:', deps), freeze: true });
  machines = new Machines({ client: registry, clock, world, nodeNamed: () => node });
  const metadata = { namespace: 'default' };
  await registry.of(kinds.configmaps).create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, name: 'conf' }, data: { color: 'green', 'a.txt': 'text' }, binaryData: { raw: Buffer.from([0, 255]).toString('base64') } });
  await registry.of(kinds.secrets).create({ apiVersion: 'v1', kind: 'Secret', type: 'Opaque', metadata: { ...metadata, name: 'hidden' }, data: { password: Buffer.from('sesame').toString('base64') } });
  await registry.of(kinds.services).create({ apiVersion: 'v1', kind: 'Service', metadata: { ...metadata, name: 'my-db' }, spec: { clusterIP: '10.96.1.1', ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }] }, status: {} } as core.Service);
});

afterEach(() => registry.close());

type Container = Omit<core.Container, 'name' | 'image'>;

function pod(container: Container, spec: Partial<core.PodSpec> = {}): core.Pod {
  const base = boundPod('web-0', { containers: [{ name: 'c', image: 'nginx', ...container } as core.Container], ...spec });
  return {
    ...base, metadata: { ...base.metadata, uid: 'u1', labels: { app: 'web', tier: 'front' }, annotations: { note: 'say "hi"' } },
    status: { podIP: '10.244.0.2', podIPs: [{ ip: '10.244.0.2' }], hostIP: '172.18.0.2', containerStatuses: [{ name: 'c', containerID: 'run-0' } as core.ContainerStatus] },
  };
}

async function run(of: core.Pod, text: string): Promise<string> {
  current = of;
  const shell = await machines.enter(of, 'c', false);
  const output = new Collected();
  await shell.program(text, { input: inputOf(Buffer.alloc(0)), output, errors: output }, new AbortController().signal);
  return output.text();
}

const from = (valueFrom: core.EnvVarSource): Container => ({ env: [{ name: 'X', valueFrom }] });

describe('the environment', () => {
  it.each<[string, Container, string]>([
    ['a value', { env: [{ name: 'X', value: 'plain' }] }, 'plain'],
    ['a value of others', { env: [{ name: 'A', value: '1' }, { name: 'X', value: '$(A)-$$(A)-$(B)-$(MY_DB_SERVICE_HOST)' }] }, '1-$(A)-$(B)-10.96.1.1'],
    ['a key of a ConfigMap', from({ configMapKeyRef: { name: 'conf', key: 'color' } }), 'green'],
    ['a key of a Secret', from({ secretKeyRef: { name: 'hidden', key: 'password' } }), 'sesame'],
    ['a key that is not there', from({ configMapKeyRef: { name: 'nope', key: 'x', optional: true } }), ''],
    ['all of a ConfigMap', { envFrom: [{ configMapRef: { name: 'conf' }, prefix: 'P_' }], env: [{ name: 'X', value: '$(P_color)' }] }, 'green'],
    ['all of a Secret', { envFrom: [{ secretRef: { name: 'hidden' } }], env: [{ name: 'X', value: '$(password)' }] }, 'sesame'],
    ['the pod\'s name', from({ fieldRef: { fieldPath: 'metadata.name' } }), 'web-0'],
    ['a label', from({ fieldRef: { fieldPath: "metadata.labels['app']" } }), 'web'],
    ['its node', from({ fieldRef: { fieldPath: 'spec.nodeName' } }), 'node-1'],
    ['its address', from({ fieldRef: { fieldPath: 'status.podIP' } }), '10.244.0.2'],
    ['a limit', { ...from({ resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } }), resources: { limits: { cpu: '250m' } } }, '250'],
    ['a limit, rounded up', { ...from({ resourceFieldRef: { resource: 'limits.cpu' } }), resources: { limits: { cpu: '1500m' } } }, '2'],
    ['a request', { ...from({ resourceFieldRef: { resource: 'requests.memory', divisor: '1Mi' } }), resources: { requests: { memory: '64Mi' } } }, '64'],
    ['the node\'s, where nothing is limited', from({ resourceFieldRef: { resource: 'limits.memory', divisor: '1Gi' } }), '32'],
  ])('%s', async (_, container, value) => {
    expect(await run(pod(container), 'echo "$X"')).toBe(`${value}\n`);
  });

  it('tells of services, unless the pod does not want to know', async () => {
    expect(await run(pod({}), 'env | grep ^MY_DB | sort')).toBe([
      'MY_DB_PORT=tcp://10.96.1.1:5432', 'MY_DB_PORT_5432_TCP=tcp://10.96.1.1:5432', 'MY_DB_PORT_5432_TCP_ADDR=10.96.1.1', 'MY_DB_PORT_5432_TCP_PORT=5432', 'MY_DB_PORT_5432_TCP_PROTO=tcp',
      'MY_DB_SERVICE_HOST=10.96.1.1', 'MY_DB_SERVICE_PORT=5432', 'MY_DB_SERVICE_PORT_SQL=5432', '',
    ].join('\n'));
    expect(await run(pod({}, { enableServiceLinks: false }), 'env | grep -c ^MY_DB')).toBe('0\n');
  });

  it('tells where the API is, in any namespace and in any case', async () => {
    const tell = (namespace: string): Promise<string> => {
      const { metadata, ...rest } = pod({}, { enableServiceLinks: false });
      return run({ ...rest, metadata: { ...metadata, namespace } }, 'echo "$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT_HTTPS"');
    };
    expect(await tell('elsewhere')).toBe(':\n');
    await registry.of(kinds.services).create({
      apiVersion: 'v1', kind: 'Service', metadata: { namespace: 'default', name: 'kubernetes' }, spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, protocol: 'TCP' }] }, status: {},
    } as core.Service);
    expect(await tell('elsewhere')).toBe('10.96.0.1:443\n');
    expect(await tell('default')).toBe('10.96.0.1:443\n');
  });
});

describe('mounts', () => {
  const mounted = (volume: Omit<core.Volume, 'name'>, mount: Partial<core.VolumeMount> = {}): core.Pod => pod({ volumeMounts: [{ name: 'v', mountPath: '/m', ...mount }] }, { volumes: [{ name: 'v', ...volume }] });

  it.each<[string, core.Pod, string, string]>([
    ['a ConfigMap', mounted({ configMap: { name: 'conf' } }), 'ls /m; cat /m/color; wc -c /m/raw', 'a.txt\ncolor\nraw\ngreen2 /m/raw\n'],
    ['some of it', mounted({ configMap: { name: 'conf', items: [{ key: 'color', path: 'x/y' }] } }), 'cat /m/x/y; ls /m', 'greenx\n'],
    ['one file', mounted({ configMap: { name: 'conf' } }, { mountPath: '/etc/app.conf', subPath: 'a.txt' }), 'cat /etc/app.conf', 'text'],
    ['a Secret', mounted({ secret: { secretName: 'hidden' } }), 'cat /m/password', 'sesame'],
    ['what is not there', mounted({ secret: { secretName: 'nope', optional: true } }), 'ls /m', ''],
    ['the pod itself', mounted({ downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }, { path: 'notes', fieldRef: { fieldPath: 'metadata.annotations' } }] } }), 'cat /m/labels; echo; cat /m/notes', 'app="web"\ntier="front"\nnote="say \\"hi\\""'],
    ['several in one', mounted({ projected: { sources: [{ configMap: { name: 'conf' } }, { secret: { name: 'hidden' } }] } }), 'ls /m', 'a.txt\ncolor\npassword\nraw\n'],
    ['an empty folder', mounted({ emptyDir: {} }), 'echo x > /m/f; cat /m/f', 'x\n'],
    ['a read-only one', mounted({ configMap: { name: 'conf' } }), 'echo x > /m/new', "sh: can't create /m/new: Read-only file system\n"],
  ])('%s', async (_, of, text, said) => {
    expect(await run(of, text)).toBe(said);
  });

  it('show what the objects say just now', async () => {
    const of = mounted({ configMap: { name: 'conf' } });
    await run(of, 'cat /m/color');
    await registry.of(kinds.configmaps).update({ namespace: 'default', name: 'conf' }, (map) => ({ ...map, data: { color: 'red' } }));
    expect(await run(of, 'cat /m/color; ls /m')).toBe('redcolor\nraw\n');
  });
});

it('keeps what was placed over what is mounted, also when that is mounted anew', async () => {
  const of = pod({ volumeMounts: [{ name: 'v', mountPath: '/conf' }, { name: 'v', mountPath: '/one', subPath: 'a.txt' }] }, { volumes: [{ name: 'v', configMap: { name: 'conf' } } as core.Volume] });
  const { machine: { files } } = await machines.enter(of, 'c', false);
  for (const path of ['/conf/a.txt', '/one']) files.place(path, Buffer.from('other'), false);
  expect(await run(of, 'cat /conf/a.txt /conf/color /one; echo -n third > /one; cat /one')).toBe('othergreenotherthird');
  expect(await run(of, 'cat /conf/a.txt /one')).toBe('otherthird');
});

it('has what a kubelet writes', async () => {
  const of = pod({ workingDir: '/srv/app' }, { hostAliases: [{ ip: '1.2.3.4', hostnames: ['a', 'b'] }], dnsConfig: { searches: ['example.com'], nameservers: ['9.9.9.9'] }, securityContext: { runAsUser: 1000, runAsGroup: 3000 } });
  expect(await run(of, 'pwd; cat /etc/hostname; id; grep -v : /etc/hosts | tail -4; cat /etc/resolv.conf')).toBe([
    '/srv/app', 'web-0', 'uid=1000 gid=3000 groups=3000', '10.244.0.2\tweb-0', '', '# Entries added by HostAliases.', '1.2.3.4\ta\tb',
    'search default.svc.cluster.local svc.cluster.local cluster.local example.com', 'nameserver 9.9.9.9', 'options ndots:5', '',
  ].join('\n'));
});

it('a container whose program has ended is said to have ended, once', async () => {
  const pods = registry.of(kinds.pods);
  await pods.create(boundPod('web-0', { containers: [{ name: 'c', image: 'busybox', stdin: true } as core.Container] }));
  const key = { namespace: 'default', name: 'web-0' };
  const running = { name: 'c', image: 'busybox', imageID: '', ready: true, restartCount: 0, containerID: 'x://run-0', state: { running: { startedAt: '2026-01-01T00:00:00Z' } } } as core.ContainerStatus;
  const seen = await pods.update(key, (pod) => ({ ...pod, status: { ...pod.status, phase: 'Running', containerStatuses: [running] } }), { subresource: 'status' });
  await machines.end(seen, 'c', 3);
  const { status } = await pods.get(key);
  expect(status.containerStatuses).toMatchObject([{ ready: false, state: { terminated: { exitCode: 3, reason: 'Error', containerID: 'x://run-0' } } }]);
  await machines.end(seen, 'c', 0);
  expect((await pods.get(key)).status).toEqual(status);
  await pods.delete(key, { gracePeriodSeconds: 0 });
  await machines.end(seen, 'c', 0);
});

it('has the token of its account, the certificate and the namespace', async () => {
  const account = await registry.of(kinds.serviceaccounts).create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'builder', namespace: 'default' } });
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kube-root-ca.crt', namespace: 'default' }, data: { 'ca.crt': 'CERTIFICATE' } };
  await registry.of(kinds.configmaps).create(config);
  const made = await registry.of(kinds.pods).create(boundPod('web-0', { serviceAccountName: 'builder', containers: [{ name: 'c', image: 'busybox' } as core.Container] }));
  const of = { ...made, status: { containerStatuses: [{ name: 'c', containerID: 'run-0' } as core.ContainerStatus] } };
  const folder = '/var/run/secrets/kubernetes.io/serviceaccount';
  expect(await run(of, `cd ${folder}; ls; cat ca.crt; echo; cat namespace`)).toBe('ca.crt\nnamespace\ntoken\nCERTIFICATE\ndefault');
  const read = () => run(of, `cat ${folder}/token`);
  const token = await read();
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  expect(claims).toMatchObject({ sub: 'system:serviceaccount:default:builder', 'kubernetes.io': { namespace: 'default', pod: { name: 'web-0', uid: made.metadata.uid }, serviceaccount: { name: 'builder', uid: account.metadata.uid } } });
  expect(await read()).toBe(token);
  await clock.step(0.85 * 3600_000);
  expect(await read()).not.toBe(token);
});

it('is without a token where nobody gives one', async () => {
  const of = pod({ volumeMounts: [{ name: 't', mountPath: '/t' }] }, { serviceAccountName: 'nobody', volumes: [{ name: 't', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }] });
  expect(await run(of, 'ls /t; cat /t/token')).toContain('No such file');
});

it('files stay as long as the container, and go with the pod', async () => {
  const of = pod({});
  await run(of, 'echo kept > /tmp/f');
  expect(await run(of, 'cat /tmp/f')).toBe('kept\n');
  const restarted = { ...of, status: { ...of.status, containerStatuses: [{ name: 'c', containerID: 'run-1' } as core.ContainerStatus] } };
  expect(await run(restarted, 'cat /tmp/f')).toContain('No such file');
  await run(restarted, 'echo new > /tmp/f');
  current = undefined;
  changed();
  expect(await run(restarted, 'cat /tmp/f')).toContain('No such file');
});
