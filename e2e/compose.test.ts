/**
 * docker-compose.yml and the Dockerfile without a Docker engine: the files are read as Compose reads them, their commands
 * are compared with the real command line, and the same cluster is run as processes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { etcdHelp, startEtcdCluster, type EtcdCluster } from '../registry/storage/testing/etcd-server';
import { Api, type KubeObject, type List } from './harness/api';
import { configMaps, Load } from './harness/load';
import { removeFolder, runToEnd, start, tempFolder, type Running } from './harness/processes';

const minute = 60_000;
const top = join(__dirname, '..');
const read = (file: string): string => readFileSync(join(top, file), 'utf8');

interface Service {
  image: string;
  build?: string;
  command: string[];
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  healthcheck?: { test: string[]; interval: string; timeout: string; retries: number };
  depends_on?: Record<string, { condition: string }>;
  restart?: string;
}

const compose = parse(read('docker-compose.yml'), { merge: true }) as { services: Record<string, Service>; volumes: Record<string, null> };
const services = Object.entries(compose.services);
const ours = services.filter(([, service]) => service.build);
const members = services.filter(([, service]) => service.image.includes('etcd'));

describe('docker-compose.yml', () => {
  it('has three etcd members, two API servers and one of each other part', () => {
    expect(members).toHaveLength(3);
    expect(ours.map(([, service]) => service.command[0]).sort()).toEqual(['apiserver', 'apiserver', 'controllers', 'kubelet-sim', 'scheduler']);
    expect(services).toHaveLength(members.length + ours.length);
  });

  it.each(ours)('%s says what the command line understands', async (_name, { command, environment = {} }) => {
    const [part = '', ...args] = command;
    const { code, output } = await runToEnd([part, '--help']);
    expect(code).toBe(0);
    for (const arg of args) expect(output).toMatch(new RegExp(`^ +${arg.split('=')[0]}( |$)`, 'm'));
    for (const variable of Object.keys(environment)) expect(output).toContain(`[${variable}]`);
    // The values, too: only that etcd is not there can be wrong.
    const checked = [part, ...args.map((arg) => arg.replace('--bind=0.0.0.0', '--bind=127.0.0.1'))];
    expect(await runToEnd(checked, { ...environment, MINIKAPI_STORE: 'etcd://127.0.0.1:1', MINIKAPI_LOG_FORMAT: 'text' })).toEqual({ code: 1, output: expect.stringContaining('ECONNREFUSED 127.0.0.1:1') });
  }, minute);

  it.each(ours)('%s uses all members and waits until they are healthy', (_name, { environment, depends_on }) => {
    expect(environment?.MINIKAPI_STORE).toBe(`etcd://${members.map(([member]) => `${member}:2379`).join(',')}`);
    expect(depends_on).toEqual(Object.fromEntries(members.map(([member]) => [member, { condition: 'service_healthy' }])));
  });

  it('publishes ports on loopback only, none twice, and only those of the API servers', () => {
    const published = services.flatMap(([name, { ports = [] }]) => ports.map((port) => ({ name, port })));
    for (const { name, port } of published) {
      expect(port).toMatch(/^127\.0\.0\.1:\d+:8080$/);
      expect(compose.services[name]?.command[0]).toBe('apiserver');
    }
    expect(new Set(published.map(({ port }) => port)).size).toBe(2);
  });

  it('checks the health of every member and every API server', () => {
    const serving = services.filter(([, { command }]) => ['etcd', 'apiserver'].includes(command[0] ?? ''));
    expect(serving).toHaveLength(5);
    for (const [, { healthcheck }] of serving) expect(healthcheck).toEqual({ test: expect.arrayContaining(['CMD']), interval: expect.any(String), timeout: expect.any(String), retries: expect.any(Number) });
    for (const [, { restart }] of services) expect(restart).toBe('unless-stopped');
  });

  it.each(members)('%s keeps its data on a volume of its own and knows the others', (name, { command, environment = {}, volumes }) => {
    expect(command).toEqual(['etcd', `--name=${name}`, `--advertise-client-urls=http://${name}:2379`, `--initial-advertise-peer-urls=http://${name}:2380`]);
    expect(environment.ETCD_INITIAL_CLUSTER?.split(',')).toEqual(members.map(([member]) => `${member}=http://${member}:2380`));
    const known = etcdHelp();
    for (const variable of Object.keys(environment)) expect(known).toContain(`--${variable.replace('ETCD_', '').toLowerCase().replace(/_/g, '-')}`);
    expect(volumes).toEqual([`${name}:${environment.ETCD_DATA_DIR}`]);
    expect(compose.volumes).toHaveProperty(name);
  });
});

describe('the Dockerfile', () => {
  const lines = read('Dockerfile').split('\n').filter((line) => /^[A-Z]/.test(line));
  const after = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));

  it('builds in one stage and ships in another, which takes no tools along', () => {
    expect(lines.filter((line) => line.startsWith('FROM '))).toEqual([expect.stringMatching(/ AS build$/), expect.stringMatching(/^FROM node:\d+-\S*slim$/)]);
    expect(after.filter((line) => line.startsWith('COPY ')).every((line) => line.startsWith('COPY --from=build '))).toBe(true);
    expect(after.join('\n')).not.toMatch(/npm |RUN .*install/);
  });

  it('runs the command line as a user without rights, on a Node that the package wants', () => {
    const user = after.findIndex((line) => line === 'USER node');
    expect(user).toBeGreaterThan(0);
    expect(after.indexOf('ENTRYPOINT ["node", "dist/main.js"]')).toBeGreaterThan(user);
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
    expect(Number(/node:(\d+)/.exec(after[0] ?? '')?.[1])).toBeGreaterThanOrEqual(Number(/\d+/.exec(engines.node)?.[0]));
  });

  it('copies what it needs', () => {
    const ignored = read('.dockerignore').split('\n').filter(Boolean);
    expect(ignored).toEqual(expect.arrayContaining(['node_modules', 'dist', '.git', '.minikapi']));
    for (const path of ['package.json', 'package-lock.json', 'dist', 'node_modules']) expect(lines.some((line) => line.startsWith('COPY') && line.includes(path))).toBe(true);
  });
});

describe('the same cluster as processes', () => {
  const folder = tempFolder();
  let etcd: EtcdCluster;
  let running: Running[];
  let apis: Api[];

  beforeAll(async () => {
    etcd = await startEtcdCluster(members.length);
    running = await Promise.all(ours.map(([name, { command: [part = ''] }]) => {
      const serving = part === 'apiserver' ? ['--port', '0', '--kubeconfig', join(folder, name)] : [];
      return start([part, '--log-level', 'error', ...serving], { MINIKAPI_STORE: etcd.url });
    }));
    apis = running.filter(({ readyAt }) => readyAt.startsWith('http')).map(({ readyAt }) => new Api(readyAt));
  }, minute);

  afterAll(async () => {
    await Promise.all(running.map((process) => process.stop()));
    await etcd.stop();
    removeFolder(folder);
  }, minute);

  it('runs pods', async () => {
    const [first, second = first] = apis as [Api, Api];
    await first.create('/api/v1/namespaces/default/pods', { metadata: { name: 'p' }, spec: { containers: [{ name: 'a', image: 'b' }] } });
    await second.until('/api/v1/namespaces/default/pods', 'p', (pod: { status: { phase?: string } }) => pod.status.phase === 'Running');
  }, minute);

  it('goes on when a member of etcd dies, whichever it is, and takes it back', async () => {
    for (const [round, member] of etcd.members.entries()) {
      const loads = apis.map((api, i) => new Load(api, `round-${round}-${i}`, 4));
      await Promise.all(loads.map((load) => load.reached(50)));
      await member.kill();
      await Promise.all(loads.map((load) => load.reached(load.versions.size + 100)));
      await member.restart();
      await Promise.all(loads.map((load) => load.reached(load.versions.size + 100)));
      await Promise.all(loads.map((load) => load.stop()));
      for (const api of apis) {
        const { items } = await api.get<List<KubeObject>>(configMaps);
        const stored = new Set(items.map((item) => item.metadata.name));
        expect(loads.flatMap((load) => [...load.objects.keys()]).filter((name) => !stored.has(name))).toEqual([]);
      }
    }
  }, 2 * minute);
});
