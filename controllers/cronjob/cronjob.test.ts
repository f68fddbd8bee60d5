/** What one pass makes of a situation: jobs, status, events and the time until the next pass. */
import { formatTime, kinds, seededRandom, silentLogger, SteppedClock, type batch } from '../../api';
import { openRegistry, openStorage, type Registry } from '../../registry';
import { controllerReference } from '../ownership';
import { cronJob, job } from '../testing/objects';
import { recordedEvents } from '../testing/recorded';
import { referenceTo } from './jobs';
import { syncCronJob } from './sync';

const at = (text: string): number => Date.parse(`2026-01-01T${text}Z`);
let registry: Registry;
beforeEach(async () => {
  const deps = { clock: new SteppedClock(), random: seededRandom(1), log: silentLogger };
  registry = await openRegistry({ ...deps, kv: await openStorage('memory:', deps), freeze: true });
});
afterEach(() => registry.close());

type End = 'Complete' | 'Failed' | undefined;
interface Situation {
  readonly spec?: Partial<batch.CronJobSpec>;
  readonly last?: string;
  /** Jobs there are, by name: how they ended, and whether the status knows them. */
  readonly jobs?: Readonly<Record<string, { readonly end?: End; readonly started?: string; readonly active?: boolean; readonly gone?: boolean }>>;
  readonly now: string;
  readonly mayStart?: boolean;
  readonly deleted?: boolean;
}
interface Outcome {
  readonly jobs: readonly string[];
  readonly active?: readonly string[];
  readonly last?: string;
  readonly success?: string;
  /** Seconds. */
  readonly wait?: number;
  readonly events?: readonly string[];
}

const minute = (text: string): string => `tick-${at(text) / 60_000}`;
const hourly = (text: string): string => minute(`${text}:00`);

async function played({ spec, last, jobs = {}, now, mayStart = true, deleted }: Situation): Promise<Outcome> {
  const bare = cronJob({ spec: { ...spec }, status: { ...(last && { lastScheduleTime: `2026-01-01T${last}Z` }) }, metadata: { ...(deleted && { deletionTimestamp: formatTime(at(now)) }) } });
  const all: { name: string; job: batch.Job; active: boolean; gone: boolean }[] = [];
  for (const [name, { end, started = '00:00:00', active = false, gone = false }] of Object.entries(jobs)) {
    const status: batch.JobStatus = {
      startTime: `2026-01-01T${started}Z`,
      ...(end && { conditions: [{ type: end, status: 'True' }] }), ...(end === 'Complete' && { completionTime: `2026-01-01T${started}Z` }),
    };
    const made = await registry.of(kinds.jobs).create(job({ metadata: { name, uid: undefined, ownerReferences: [controllerReference(bare)] }, spec: { template: { spec: { containers: [{ name: 'c', image: 'i' }], restartPolicy: 'Never' } } } }));
    if (gone) await registry.of(kinds.jobs).delete({ namespace: 'default', name }, { propagationPolicy: 'Background' });
    all.push({ name, job: { ...made, status }, active, gone });
  }
  const references = all.filter(({ active }) => active).map(({ job: one }) => referenceTo(one));
  const cron = { ...bare, status: { ...bare.status, ...(references.length > 0 && { active: references }) } };
  const recorder = recordedEvents();
  const pass = await syncCronJob(cron, all.filter(({ gone }) => !gone).map(({ job: one }) => one), mayStart, { client: registry, recorder, clock: new SteppedClock(at(now)) });
  if (pass.error) throw pass.error;
  const { active, lastScheduleTime, lastSuccessfulTime } = pass.status;
  return {
    jobs: (await registry.of(kinds.jobs).list({ namespace: 'default' })).items.map(({ metadata }) => metadata.name ?? ''),
    ...(active?.length && { active: active.map(({ name = '' }) => name) }),
    ...(lastScheduleTime && { last: lastScheduleTime.slice(11, 19) }),
    ...(lastSuccessfulTime && { success: lastSuccessfulTime.slice(11, 19) }),
    ...(pass.waitMs !== undefined && { wait: pass.waitMs / 1000 }),
    ...(recorder.events.length && { events: recorder.events }),
  };
}

const created = (text: string): string => `Normal SuccessfulCreate Created job ${hourly(text)}`;
const running = { end: undefined, active: true } as const;

test.each<[string, Situation, Outcome]>([
  ['before the first time', { now: '00:59:59' }, { jobs: [], wait: 1.1 }],
  ['at the time', { now: '01:00:00' }, { jobs: [hourly('01:00')], active: [hourly('01:00')], last: '01:00:00', wait: 3600.1, events: [created('01:00')] }],
  ['some missed: the latest counts', { now: '03:30:00' }, { jobs: [hourly('03:00')], active: [hourly('03:00')], last: '03:00:00', wait: 1800.1, events: [created('03:00')] }],
  ['very many missed', { spec: { schedule: '* * * * *' }, now: '02:00:30' }, {
    jobs: [hourly('02:00')], active: [hourly('02:00')], last: '02:00:00', wait: 30.1,
    events: ['Warning TooManyMissedTimes too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew', created('02:00')],
  }],
  ['already worked on', { last: '01:00:00', now: '01:10:00' }, { jobs: [], last: '01:00:00', wait: 3000.1 }],
  ['too late', { spec: { startingDeadlineSeconds: 60 }, now: '01:05:00' }, { jobs: [], wait: 3300.1 }],
  ['late, but within the deadline', { spec: { startingDeadlineSeconds: 600 }, now: '01:05:00' }, { jobs: [hourly('01:00')], active: [hourly('01:00')], last: '01:00:00', wait: 3300.1, events: [created('01:00')] }],
  ['suspended', { spec: { suspend: true }, now: '05:00:00' }, { jobs: [] }],
  ['on its way out', { deleted: true, now: '05:00:00' }, { jobs: [] }],
  ['a schedule that has just been changed', { mayStart: false, now: '01:10:00' }, { jobs: [], wait: 3000.1 }],
  ['another one runs: allowed', { jobs: { a: running }, now: '01:00:00' }, { jobs: ['a', hourly('01:00')], active: ['a', hourly('01:00')], last: '01:00:00', wait: 3600.1, events: [created('01:00')] }],
  ['another one runs: forbidden', { spec: { concurrencyPolicy: 'Forbid' }, jobs: { a: running }, now: '01:00:00' }, {
    jobs: ['a'], active: ['a'], wait: 3600.1, events: ['Normal JobAlreadyActive Not starting job because prior execution is running and concurrency policy is Forbid'],
  }],
  ['another one runs: replaced', { spec: { concurrencyPolicy: 'Replace' }, jobs: { a: running }, now: '01:00:00' }, {
    jobs: [hourly('01:00')], active: [hourly('01:00')], last: '01:00:00', wait: 3600.1, events: ['Normal SuccessfulDelete Deleted job a', created('01:00')],
  }],
  ['one has ended well', { last: '01:00:00', jobs: { a: { end: 'Complete', started: '01:00:05', active: true } }, now: '01:10:00' }, {
    jobs: ['a'], last: '01:00:00', success: '01:00:05', wait: 3000.1, events: ['Normal SawCompletedJob Saw completed job: a, condition: Complete'],
  }],
  ['one has failed', { last: '01:00:00', jobs: { a: { end: 'Failed', active: true } }, now: '01:10:00' }, {
    jobs: ['a'], last: '01:00:00', wait: 3000.1, events: ['Normal SawCompletedJob Saw completed job: a, condition: Failed'],
  }],
  ['one has gone', { last: '01:00:00', jobs: { a: { active: true, gone: true } }, now: '01:10:00' }, { jobs: [], last: '01:00:00', wait: 3000.1, events: ['Normal MissingJob Active job went missing: a'] }],
  ['one that nobody knows of', { last: '01:00:00', jobs: { a: {} }, now: '01:10:00' }, { jobs: ['a'], last: '01:00:00', wait: 3000.1, events: ['Warning UnexpectedJob Saw a job that the controller did not create or forgot: a'] }],
  ['history', { last: '01:00:00', now: '01:10:00', jobs: {
    a: { end: 'Complete', started: '00:02:00' }, b: { end: 'Complete', started: '00:01:00' }, c: { end: 'Complete', started: '00:03:00' }, d: { end: 'Complete', started: '00:04:00' },
    e: { end: 'Failed', started: '00:01:00' }, f: { end: 'Failed', started: '00:02:00' },
  } }, { jobs: ['a', 'c', 'd', 'f'], last: '01:00:00', success: '00:04:00', wait: 3000.1, events: ['Normal SuccessfulDelete Deleted job b', 'Normal SuccessfulDelete Deleted job e'] }],
  ['a time zone', { spec: { schedule: '0 6 * * *', timeZone: 'Asia/Kolkata' }, now: '00:30:00' }, { jobs: [minute('00:30:00')], active: [minute('00:30:00')], last: '00:30:00', wait: 86_400.1, events: [`Normal SuccessfulCreate Created job ${minute('00:30:00')}`] }],
  ['a time zone that nobody knows', { spec: { timeZone: 'Mars/Olympus' }, now: '01:00:00' }, { jobs: [], events: ['Warning UnknownTimeZone invalid timeZone: "Mars/Olympus": unknown time zone Mars/Olympus'] }],
  ['a time zone in the schedule', { spec: { schedule: 'TZ=Asia/Kolkata 0 6 * * *' }, now: '00:00:00' }, {
    jobs: [], wait: 1800.1, events: ['Warning UnsupportedSchedule CRON_TZ or TZ used in schedule "TZ=Asia/Kolkata 0 6 * * *" is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details'],
  }],
  ['no schedule', { spec: { schedule: 'often' }, now: '01:00:00' }, { jobs: [], events: ['Warning UnparseableSchedule unparseable schedule: "often" : expected exactly 5 fields, found 1: [often]'] }],
  ['a schedule that never comes round', { spec: { schedule: '0 0 30 2 *' }, now: '01:00:00' }, { jobs: [], events: ['Warning InvalidSchedule invalid schedule: 0 0 30 2 * : time difference between two schedules is less than 1 second'] }],
  ['every so often, from its creation on', { spec: { schedule: '@every 25m' }, now: '01:00:00' }, { jobs: [minute('00:50:00')], active: [minute('00:50:00')], last: '00:50:00', wait: 900.1, events: [`Normal SuccessfulCreate Created job ${minute('00:50:00')}`] }],
])('%s', async (_, situation, expected) => expect(await played(situation)).toEqual(expected));

test('a start that is missed while the clock goes by is told', async () => {
  expect(await played({ spec: { schedule: '0 * * * *', startingDeadlineSeconds: 0 }, now: '01:00:00' })).toMatchObject({ jobs: [] });
});

test('the job is made of the template', async () => {
  await played({ spec: { timeZone: 'Europe/Berlin' }, now: '01:00:00' });
  const [made] = (await registry.of(kinds.jobs).list({ namespace: 'default' })).items;
  expect(made?.metadata).toMatchObject({
    labels: { app: 'tick' }, annotations: { a: 'b', 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-01T02:00:00+01:00' },
    ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'tick', controller: true, blockOwnerDeletion: true }],
  });
});
