import { bcsRules, kinds, seededRandom, silentLogger, type bcs, type core } from '../../api';
import { createInformers, runController } from '../../client';
import { noAccess } from '../host/access';
import { noRules } from '../rules/streams';
import type { Shell } from '../shell/shell';
import { boundPod, closeAll, openCluster } from '../testing/cluster';
import { commandController } from './commands';

afterEach(closeAll);

const pod: core.Pod = { ...boundPod('tg'), status: { phase: 'Running', containerStatuses: [{ name: 'web', image: 'nginx', imageID: '', restartCount: 0, ready: true, containerID: 'a', state: { running: {} } }] } };

test('what comes of many tasks is written together', async () => {
  const { registry, start, until } = await openCluster();
  start();
  const containers = Array.from({ length: 200 }, (_, i) => ({ name: `c${i}`, image: 'nginx' }) as core.Container);
  const many = await registry.of(kinds.pods).create(boundPod('many', { containers }));
  await until(async () => (await registry.of(kinds.pods).get({ namespace: 'default', name: 'many' })).status.phase === 'Running');
  const commands = registry.of(kinds.bcscommands);
  const key = { namespace: 'default', name: 'c' };
  await commands.create({ apiVersion: bcsRules.apiVersion, kind: 'BcsCommand', metadata: key, spec: { commandTargetRef: { kind: 'Application', name: 'app' }, command: ['hostname'] } });
  const { resourceVersion, items: [made] } = await commands.list(key);
  const stop = new AbortController();
  let changes = 0;
  const counting = (async (): Promise<void> => {
    for await (const batch of commands.watch({ namespace: 'default', resourceVersion }, stop.signal)) changes += batch.length;
  })();
  await commands.update(key, () => ({ ...made!, status: { taskgroups: [bcsRules.commanded(many)] } }), { subresource: 'status' });
  const tasks = async (): Promise<readonly bcs.CommandedTask[]> => bcsRules.tasksOf(await commands.get(key));
  await until(async () => (await tasks()).every(({ status }) => status === 'finish'));
  expect(await tasks()).toHaveLength(200);
  stop.abort();
  await counting;
  expect(changes).toBeLessThan(100);
});

test('of several agents one runs a command, once', async () => {
  const { clock, registry, until } = await openCluster();
  const stop = new AbortController();
  const { signal } = stop;
  let runs = 0;
  const shell = { execute: () => Promise.resolve(++runs) } as unknown as Shell;
  const unused = (): Promise<void> => Promise.reject(new Error('not asked for'));
  const shared = { client: registry, clock, random: seededRandom(1), log: silentLogger, signal };
  await registry.of(kinds.pods).create(pod);
  await registry.of(kinds.pods).update({ namespace: 'default', name: 'tg' }, (current) => ({ ...current, status: pod.status }), { subresource: 'status' });
  const agents = [1, 2, 3].map(() => {
    const informers = createInformers(shared);
    const world = { serves: () => true, pod: () => pod, onChange: () => () => undefined };
    const machines = { enter: () => Promise.resolve(shell), end: unused, restart: unused };
    const controller = commandController(informers, { ...shared, timing: bcsRules.timing, machines, rules: noRules, access: noAccess, world });
    return runController(controller, { ...shared, informers });
  });
  const commands = registry.of(kinds.bcscommands);
  for (let i = 0; i < 5; i++) {
    const name = `c${i}`;
    await commands.create({ apiVersion: bcsRules.apiVersion, kind: 'BcsCommand', metadata: { name, namespace: 'default' }, spec: { commandTargetRef: { kind: 'Application', name: 'app' }, command: ['x'] } });
    await commands.update({ namespace: 'default', name }, (current) => ({ ...current, status: { taskgroups: [bcsRules.commanded(pod)] } }), { subresource: 'status' });
  }
  const tasks = async (): Promise<readonly bcs.CommandedTask[]> => (await commands.list({ namespace: 'default' })).items.flatMap(bcsRules.tasksOf);
  await until(async () => (await tasks()).every(bcsRules.isOver));
  expect((await tasks()).map(({ commInspect }) => commInspect?.exitCode).sort()).toEqual([1, 2, 3, 4, 5]);
  expect(runs).toBe(5);
  stop.abort();
  await Promise.all(agents);
});
