/** Cron jobs on a real registry, with the controllers that they need. */
import { kinds, type batch } from '../../api';
import { runPods, startCluster, until, untilAll, whilePassing, type TestCluster } from '../testing/cluster';
import { cronJob } from '../testing/objects';

const key = { namespace: 'default', name: 'tick' };
let cluster: TestCluster;
beforeEach(async () => { cluster = await startCluster(); });
afterEach(() => cluster.stop());

const crons = () => cluster.registry.of(kinds.cronjobs);
const jobs = () => cluster.registry.of(kinds.jobs);
const create = (spec: Partial<batch.CronJobSpec> = {}) => crons().create(cronJob({ metadata: { uid: undefined, creationTimestamp: undefined }, spec }));

test('a job every hour, each known while it runs and forgotten in time', async () => {
  runPods(cluster, () => ({ phase: 'Succeeded' }));
  await create({ successfulJobsHistoryLimit: 2 });
  await whilePassing(cluster, 300_000, until(crons(), key, (cron) => (cron?.status.lastSuccessfulTime ?? '') >= '2026-01-01T04:00:00Z'));
  await untilAll(jobs(), 'default', (all) => all.length === 2);
  await until(crons(), key, (cron) => !cron?.status.active?.length);
  // Events of earlier hours are gone by now.
  const events = await untilAll(cluster.registry.of(kinds.events), 'default', (all) => all.some(({ reason }) => reason === 'SuccessfulDelete'));
  const told = events.filter(({ involvedObject }) => involvedObject.kind === 'CronJob');
  expect(new Set(told.map(({ reason }) => reason))).toEqual(new Set(['SuccessfulCreate', 'SawCompletedJob', 'SuccessfulDelete']));
  expect(told.map(({ count }) => count)).toEqual(told.map(() => 1));
  expect(cluster.errors).toEqual([]);
});

test('suspended it starts nothing; resumed it starts what was missed last', async () => {
  await create({ suspend: true });
  await cluster.clock.step(3 * 3_600_000);
  expect((await jobs().list({ namespace: 'default' })).items).toEqual([]);
  await crons().update(key, (current) => ({ ...current, spec: { ...current.spec, suspend: false } }));
  const started = await until(crons(), key, (cron) => cron?.status.active?.length === 1);
  expect(started?.status.lastScheduleTime).toBe('2026-01-01T03:00:00Z');
});

test('a changed schedule starts nothing at once, although it has passed', async () => {
  await create({ schedule: '0 5 * * *' });
  await cluster.clock.step(30 * 60_000);
  await crons().update(key, (current) => ({ ...current, spec: { ...current.spec, schedule: '15 * * * *' } }));
  await cluster.clock.step(40 * 60_000);
  expect((await jobs().list({ namespace: 'default' })).items).toEqual([]);
  const started = await whilePassing(cluster, 60_000, until(crons(), key, (cron) => cron?.status.active?.length === 1));
  expect(started?.status.lastScheduleTime).toBe('2026-01-01T01:15:00Z');
});

test('its jobs go with it', async () => {
  await create();
  await whilePassing(cluster, 600_000, until(crons(), key, (cron) => cron?.status.active?.length === 1));
  await crons().delete(key, { propagationPolicy: 'Background' });
  await untilAll(jobs(), 'default', (all) => all.length === 0);
});
