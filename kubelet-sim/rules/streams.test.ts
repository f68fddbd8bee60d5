import { setMaxListeners } from 'node:events';
import { customKinds, kinds, seededRandom, silentLogger, type KubeObject } from '../../api';
import { createInformers, createRecorder } from '../../client';
import { streamManifests } from '../resources/streams';
import type { Condition, WithConditions } from '../resources/shapes';
import type { HostAccess } from '../host/access';
import { boundPod, closeAll, openCluster, type TestCluster } from '../testing/cluster';
import { followStreams, type StreamRules } from './streams';

const leaving: (() => void)[] = [];
afterEach(() => {
  leaving.splice(0).forEach((leave) => leave());
  return closeAll();
});

const definitionOf = (kind: string) => customKinds(streamManifests.find(({ spec }) => spec.names.kind === kind)!)!.stored;

interface World extends TestCluster {
  readonly rules: StreamRules;
  make(kind: string, name: string, spec: object): Promise<void>;
  conditions(kind: string, name: string): Promise<string[]>;
}

async function world(access: HostAccess): Promise<World> {
  const cluster = await openCluster();
  const { clock, registry } = cluster;
  cluster.start({ nodes: 1, access });
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  const deps = { clock, random: seededRandom(1), log: silentLogger, client: registry, signal: stopping.signal };
  const informers = createInformers(deps);
  const recorder = createRecorder({ ...deps, events: kinds.events, component: 'kubelet' });
  const { rules, leave } = followStreams({ ...deps, informers, recorder }, access);
  informers.start(stopping.signal);
  leaving.push(() => { leave(); stopping.abort(); });
  while (!streamManifests.every(({ spec }) => registry.find(spec.group, 'v1alpha1', spec.names.plural))) await clock.step(10);
  const place = (kind: string, name: string): { readonly name: string; readonly namespace?: string } => (kind.startsWith('Cluster') ? { name } : { name, namespace: 'default' });
  return {
    ...cluster, rules,
    async make(kind, name, spec) {
      await registry.of(definitionOf(kind)).create({ apiVersion: 'kwok.x-k8s.io/v1alpha1', kind, metadata: place(kind, name), spec } as KubeObject);
    },
    async conditions(kind, name) {
      const found = (await registry.of(definitionOf(kind)).get(place(kind, name))) as WithConditions;
      return (found.status?.conditions ?? []).map(({ type, status, reason, message }: Condition) => `${type} ${status} ${reason}: ${message}`);
    },
  };
}

it('of a pod itself go before those of many; what names a container or a port goes first', async () => {
  const { make, rules, until } = await world({ exec: true, logFiles: '/logs' });
  await make('Logs', 'web', { logs: [{ logsFile: '/any' }, { containers: ['side'], logsFile: '/side', previousLogsFile: '/before' }] });
  await make('ClusterLogs', 'b', { selector: { matchNames: ['api'] }, logs: [{ logsFile: '/b' }] });
  await make('ClusterLogs', 'a', { selector: { matchNamespaces: ['other'] }, logs: [{ logsFile: '/a' }] });
  await make('ClusterExec', 'all', { execs: [{ local: { workDir: '/tmp' } }] });
  await make('ClusterAttach', 'all', { attaches: [{ containers: ['web'], logsFile: '/attached' }] });
  await make('PortForward', 'web', { forwards: [{ target: { port: 1, address: 'localhost' } }, { ports: [80, 81], target: { port: 2, address: '::1' } }] });
  await make('ClusterPortForward', 'all', { forwards: [{ ports: [9], command: ['cat'] }] });
  const [web, api, other] = [boundPod('web'), boundPod('api'), { ...boundPod('x'), metadata: { name: 'x', namespace: 'other' } }];
  await until(() => Promise.resolve(rules.forward(api, 9) !== undefined && rules.attach(web, 'web') !== undefined && rules.exec(api, 'web') !== undefined && rules.log(other, 'web') !== undefined && rules.log(web, 'web') !== undefined && rules.forward(web, 80) !== undefined && rules.log(api, 'web') !== undefined));
  expect([rules.log(web, 'web')?.logsFile, rules.log(web, 'side'), rules.log(api, 'web')?.logsFile, rules.log(other, 'web')?.logsFile]).toMatchObject(['/any', { previousLogsFile: '/before' }, '/b', '/a']);
  expect([rules.log(boundPod('db'), 'web'), rules.attach(web, 'side')]).toEqual([undefined, undefined]);
  expect([rules.forward(web, 80)?.target?.port, rules.forward(web, 7)?.target?.port, rules.forward(api, 80), rules.forward(api, 9)?.command]).toEqual([2, 1, undefined, ['cat']]);
  expect(rules.exec(web, 'web')?.local?.workDir).toBe('/tmp');
});

it('say on themselves what they may not have of this machine', async () => {
  const { make, conditions, until } = await world({ exec: false, logFiles: undefined });
  await make('Logs', 'web', { logs: [{ logsFile: '/etc/passwd' }] });
  await make('ClusterExec', 'all', { execs: [{ local: {} }] });
  await make('PortForward', 'web', { forwards: [{ target: { port: 80, address: '10.0.0.1' } }] });
  await make('PortForward', 'fine', { forwards: [{ target: { port: 80, address: '127.0.0.1' } }] });
  const told = async (kind: string, name: string): Promise<string> => {
    await until(async () => (await conditions(kind, name)).length > 0);
    return (await conditions(kind, name)).join();
  };
  expect(await told('Logs', 'web')).toMatch(/^Accepted False NotAllowed: the file "\/etc\/passwd" is not read/);
  expect(await told('ClusterExec', 'all')).toMatch(/^Accepted False NotAllowed: programs of this machine are not run .* --allow-local-exec$/);
  expect(await told('PortForward', 'web')).toBe('Accepted False NotAllowed: nothing is sent to 10.0.0.1:80: ports of simulated pods are forwarded to loopback addresses alone');
  expect(await conditions('PortForward', 'fine')).toEqual([]);
});
