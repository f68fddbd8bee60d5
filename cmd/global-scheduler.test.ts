import { join } from 'node:path';
import { SteppedClock } from '../api';
import { freePort } from '../e2e/harness/free-port';
import { startCluster } from './cluster';

const configDir = join(__dirname, '../apiserver/dialects/global-scheduler/testdata/shipped/conf');
const group = { name: 'RTC', resources: [{ name: 'rtc-name', flavors: [{ flavor_id: 'c6.large.2' }], storage: { SAS: 40 }, count: 1 }] };

const post = (url: string, path: string, replicas: number): Promise<Response> =>
  fetch(`${url}${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ allocation: { resource_group: group, selector: {}, replicas } }) });

const copies = async (response: Response): Promise<number> => (await response.json() as { allocation: { resource_groups: unknown[] } }).allocation.resource_groups.length;

it('the Global Scheduler is on the main port and on one of its own, and what one promises the other knows', async () => {
  const globalSchedulerPort = await freePort();
  const cluster = await startCluster({ clock: new SteppedClock(), components: [], globalSchedulerPort, globalScheduler: { configDir, extensions: true } });
  const own = `http://127.0.0.1:${globalSchedulerPort}`;
  expect(await copies(await post(own, '/v1/allocations', 30))).toBe(30);
  expect(await copies(await post(cluster.url, '/v1/allocations', 21))).toBe(0);
  expect(await copies(await post(cluster.url, '/v1/allocations', 20))).toBe(20);
  expect(await (await fetch(`${own}/v1/allocations`)).json()).toMatchObject({ allocations: [{}, {}] });

  // On its own port there is nothing else, and the main one is not only its.
  expect((await fetch(`${own}/api/v1/namespaces`)).status).toBe(404);
  expect(await (await fetch(`${cluster.url}/apis/globalscheduler.com/v1/namespaces/default/allocations`)).json()).toMatchObject({ kind: 'AllocationList', items: [{}, {}] });
  await cluster.stop();
  await expect(fetch(own)).rejects.toThrow('fetch failed');
});

it('a cluster does not start with a configuration that cannot be used', async () => {
  await expect(startCluster({ clock: new SteppedClock(), components: [], globalScheduler: { configDir: join(configDir, 'nowhere') } })).rejects.toThrow('there is no such directory');
});
