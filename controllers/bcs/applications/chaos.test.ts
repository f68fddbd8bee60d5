/** Whatever happens, in whatever order, an application comes to what was asked of it last, and no index has two taskgroups. */
import { bcsRules, kinds, seededRandom, type core, type ObjectKey } from '../../../api';
import { ifPresent } from '../../ownership';
import { startCluster, until, whilePassing } from '../../testing/cluster';
import { bcsApplicationController } from './controller';
import { runAgents } from './testing/agents';
import { definition } from './testing/world';

const key: ObjectKey = { namespace: 'default', name: 'web' };
const { marks } = bcsRules;
const steps = 25;

const indexOf = ({ metadata }: core.Pod): string => metadata.labels?.[marks.indexLabel] ?? '';

test.each([1, 2, 3, 4])('seed %d', async (seed) => {
  const random = seededRandom(seed);
  const cluster = await startCluster({ controllers: [bcsApplicationController] });
  const agents = await runAgents(cluster, 3);
  const applications = cluster.registry.of(kinds.bcsapplications);
  const pods = cluster.registry.of(kinds.pods);
  let ids = 0;
  const nanos = (): string => `${cluster.clock.now()}${String(++ids).padStart(6, '0')}`;
  const all = async (): Promise<readonly core.Pod[]> => (await pods.list({ namespace: 'default' })).items;
  const some = async (): Promise<core.Pod | undefined> => { const list = await all(); return list[Math.floor(random.float() * list.length)]; };
  const scale = (instances: number) => applications.update(key, (current) => ({ ...current, spec: { ...current.spec, instances, version: nanos() } }));
  const happenings: readonly (() => Promise<unknown>)[] = [
    () => scale(Math.floor(random.float() * 6)),
    () => applications.update(key, (current) => ({ ...current, spec: { ...current.spec, instances: Math.floor(random.float() * 6) } })),
    () => applications.update(key, (current) => ({ ...current, spec: { ...current.spec, version: nanos(), order: { id: nanos(), kind: 'update' } } })),
    () => agents.setReady(`agent-${Math.floor(random.float() * 3)}`, random.float() < 0.5),
    () => agents.room(Math.floor(random.float() * 4)),
    () => cluster.restart(),
    async () => {
      const pod = await some();
      if (pod?.status.phase === 'Running') await agents.exit(pod, random.float() < 0.5 ? 0 : 1);
    },
    async () => {
      const pod = await some();
      if (pod) await pods.delete({ namespace: 'default', name: pod.metadata.name ?? '' });
    },
    async () => {
      const pod = await some();
      const wish = { [marks.rescheduleAnnotation]: JSON.stringify({ id: nanos() }) };
      if (pod) await pods.update({ namespace: 'default', name: pod.metadata.name ?? '' }, (current) => ({ ...current, metadata: { ...current.metadata, annotations: { ...current.metadata.annotations, ...wish } } }));
    },
  ];
  await applications.create({ apiVersion: bcsRules.apiVersion, kind: 'BcsApplication', metadata: key, spec: { instances: 3, definition: { ...definition, restartPolicy: { policy: 'Always', interval: 2 } } } });
  try {
    for (let step = 0; step < steps; step++) {
      await ifPresent(happenings[Math.floor(random.float() * happenings.length)]?.() ?? Promise.resolve());
      await cluster.clock.step(Math.floor(random.float() * 15_000));
      const going = (await all()).filter(({ metadata, spec }) => !metadata.deletionTimestamp && !spec.schedulingGates).map(indexOf);
      expect(going).toEqual([...new Set(going)]);
    }
    for (const name of ['agent-0', 'agent-1', 'agent-2']) await agents.setReady(name, true);
    await agents.room(Infinity);
    await cluster.clock.step(1_000_000);
    await scale(3);
    await whilePassing(cluster, 10_000, until(applications, key, (found) => found?.status?.settledInstances === 3 && bcsRules.statusOf(found) === 'Running' && found.status.readyInstances === 3));
    expect((await all()).map(indexOf).sort()).toEqual(['0', '1', '2']);
    expect(cluster.errors).toEqual([]);
    await applications.delete(key);
    await whilePassing(cluster, 1000, until(applications, key, (found) => found === undefined));
    expect(await all()).toEqual([]);
  } finally {
    agents.stop();
    await cluster.stop();
  }
});
