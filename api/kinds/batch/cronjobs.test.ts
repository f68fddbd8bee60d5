import { cells, create, faultsOf, read, updateFaults } from '../testing/apply';
import { cronjobs } from './cronjobs';

const cron = (spec: object = {}, name = 'nightly'): object => ({
  metadata: { name, namespace: 'default' },
  spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: { spec: { containers: [{ name: 'main', image: 'busybox:1' }], restartPolicy: 'OnFailure' } } } }, ...spec },
});

test('defaults: its own, and those of its pods', () => {
  const { spec } = read(cronjobs, cron());
  expect(spec).toMatchObject({ concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1, jobTemplate: { spec: { template: { spec: { dnsPolicy: 'ClusterFirst' } } } } });
  expect(spec.jobTemplate.spec).not.toHaveProperty('backoffLimit');
});

test.each<[string, object, string[]]>([
  ['ordinary', { timeZone: 'Europe/Berlin' }, []],
  ['no schedule', { schedule: '' }, ['spec.schedule: Required value']],
  ['no such schedule', { schedule: 'daily' }, ['spec.schedule: Invalid value: "daily": expected exactly 5 fields, found 1: [daily]']],
  ['zone in the schedule', { schedule: 'TZ=UTC 0 3 * * *' }, ['spec.schedule: Invalid value: "TZ=UTC 0 3 * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead']],
  ['zone in the wrong case', { timeZone: 'europe/berlin' }, ['spec.timeZone: Invalid value: "europe/berlin": unknown time zone europe/berlin']],
  ['no name of a zone', { timeZone: 'Europe//Berlin' }, ['spec.timeZone: Invalid value: "Europe//Berlin": unknown time zone Europe//Berlin']],
  ['bad zone in the schedule', { schedule: 'TZ=Mars 0 3 * * *' }, ['spec.schedule: Invalid value: "TZ=Mars 0 3 * * *": provided bad location Mars: unknown time zone Mars',
    'spec.schedule: Invalid value: "TZ=Mars 0 3 * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead']],
  ['selector', { jobTemplate: { spec: { selector: { matchLabels: { a: 'b' } }, manualSelector: true, template: { spec: { containers: [{ name: 'main', image: 'busybox:1' }], restartPolicy: 'Never' } } } } }, [
    'spec.jobTemplate.spec.selector: Invalid value: {"matchLabels":{"a":"b"}}: `selector` will be auto-generated', 'spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"']],
  ['no such zone', { timeZone: 'Mars/Base' }, ['spec.timeZone: Invalid value: "Mars/Base": unknown time zone Mars/Base']],
  ['no explicit zone', { timeZone: 'Local' }, ['spec.timeZone: Invalid value: "Local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones']],
  ['policy', { concurrencyPolicy: 'Queue' }, ['spec.concurrencyPolicy: Unsupported value: "Queue": supported values: "Allow", "Forbid", "Replace"']],
  ['job', { jobTemplate: { spec: { backoffLimit: -1, template: { spec: { containers: [{ name: 'main', image: 'busybox:1' }] } } } } }, [
    'spec.jobTemplate.spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0', 'spec.jobTemplate.spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"']],
])('%s', (_, spec, expected) => expect(faultsOf(cronjobs, create(cronjobs, cron(spec)))).toEqual(expected));

test('a name leaves room for those of its jobs', () =>
  expect(faultsOf(cronjobs, create(cronjobs, cron({}, 'a'.repeat(53))))).toEqual([expect.stringContaining('must be no more than 52 characters')]));

test('what is stored may break the rules that came late', () => {
  const old = create(cronjobs, cron({ schedule: 'TZ=UTC 0 3 * * *' }, 'a'.repeat(53)));
  expect(faultsOf(cronjobs, old, old)).toEqual([]);
  expect(updateFaults(cronjobs, old, cron({ schedule: 'TZ=UTC 0 4 * * *', timeZone: 'UTC' }, 'a'.repeat(53)))).toEqual([
    'spec.schedule: Invalid value: "TZ=UTC 0 4 * * *": cannot use both timeZone field and TZ or CRON_TZ in schedule']);
  expect(cronjobs.strategy.warnings?.(old, old)).toEqual([
    'cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details']);
});

test('row', () => {
  const stored = { ...create(cronjobs, cron({ suspend: true })), status: { active: [{ name: 'a' }], lastScheduleTime: '2025-12-31T23:59:00Z' } };
  expect(cells(cronjobs, stored)).toEqual({
    Name: 'nightly', Schedule: '0 3 * * *', Timezone: '<none>', Suspend: 'True', Active: 1, 'Last Schedule': '60s', Age: '<unknown>', Containers: 'main', Images: 'busybox:1', Selector: '<none>',
  });
});
