import { isRestartPolicy, restartOf, type Restart, type RestartPolicy } from './restarts';
import type { TaskgroupStatus } from './statuses';
import { timing } from './timing';

const never = { times: 0, last: 0 };
const now = 1_600_000_000_000;

test.each<[string | undefined, readonly TaskgroupStatus[]]>([
  ['Never', []],
  ['OnFailure', ['Failed']],
  [undefined, ['Failed']],
  ['', ['Failed']],
  ['Always', ['Finish', 'Failed', 'Lost']],
])('%s restarts what becomes %j', (policy, expected) => {
  const all: readonly TaskgroupStatus[] = ['Staging', 'Starting', 'Running', 'Finish', 'Error', 'Killing', 'Killed', 'Failed', 'Lost', 'Restarting', 'Unknown'];
  expect(all.filter((status) => typeof restartOf({ policy }, status, never, now, timing) === 'object')).toEqual(expected);
});

test.each<[string, RestartPolicy, number, number, Restart]>([
  ['the first', { interval: 5, backoff: 10 }, 0, 0, { after: 5_000, times: 1, forced: false }],
  ['each waits longer', { interval: 5, backoff: 10 }, 2, now - 1000, { after: 25_000, times: 3, forced: false }],
  ['not for ever', { interval: 90_000 }, 0, 0, { after: 85_920_000, times: 1, forced: false }],
  ['as often as is allowed', { maxtimes: 2 }, 2, now - 1000, 'tooOften'],
  ['counted anew after a while', { maxtimes: 2, backoff: 10 }, 2, now - 1_800_001, { after: 0, times: 1, forced: false }],
])('%s', (_name, policy, times, last, expected) => {
  expect(restartOf(policy, 'Failed', { times, last }, now, timing)).toEqual(expected);
});

test('what is lost need not end first', () => {
  expect(restartOf({ policy: 'Always' }, 'Lost', never, now, timing)).toMatchObject({ forced: true });
});

test('policies that there are', () => {
  expect(['Never', 'Always', 'OnFailure', '', undefined].every(isRestartPolicy)).toBe(true);
  expect(['never', 'toString'].some(isRestartPolicy)).toBe(false);
});
