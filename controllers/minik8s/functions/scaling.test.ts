/** Replicas by calls. */
import { formatMicroTime, type minik8s } from '../../../api';
import { nextScale, untilNextScale } from './scaling';

const start = Date.UTC(2026, 0, 1);
const at = (second: number): number => start + second * 1000;
const time = (second: number): string => formatMicroTime(at(second));
const spec = (parts: Partial<minik8s.FunctionSpec> = {}): minik8s.FunctionSpec =>
  ({ handler: 'main', minReplicas: 0, maxReplicas: 10, concurrency: 10, idleSeconds: 60, timeoutSeconds: 30, network: false, ...parts });
const window = (invocations = 0, startTime: string | undefined = time(0)) => ({ invocations, ...(startTime && { startTime }) });
const resting = { invocations: 0 };
const busy = (inFlight: number, until = 100) => [{ name: 'a', inFlight, until: time(until) }];

test.each<[string, Partial<minik8s.FunctionSpec>, minik8s.FunctionStatus, number, number, minik8s.FunctionWindow]>([
  ['begins with two', {}, {}, 0, 2, window()],
  ['begins with what is the least', { minReplicas: 5 }, {}, 0, 5, window()],
  ['begins with what is the most', { maxReplicas: 1 }, {}, 0, 1, window()],
  ['a window begins where none is known', {}, { desiredReplicas: 7, invocations: 3 }, 5, 7, window(3, time(5))],
  ['a window that is not over changes nothing', {}, { desiredReplicas: 2, window: window() }, 59, 2, window()],
  ['nobody has called: half', {}, { desiredReplicas: 2, window: window() }, 60, 1, window(0, time(60))],
  ['nobody has called: a half of five is two', {}, { desiredReplicas: 5, window: window() }, 61, 2, window(0, time(61))],
  ['nobody has called again: none, and it rests', {}, { desiredReplicas: 1, window: window() }, 60, 0, resting],
  ['no fewer than the least, and it rests', { minReplicas: 2 }, { desiredReplicas: 3, window: window() }, 60, 2, resting],
  ['one to a hundred calls change nothing', {}, { desiredReplicas: 3, invocations: 100, window: window() }, 60, 3, window(100, time(60))],
  ['more than a hundred say how many', {}, { desiredReplicas: 3, invocations: 350, window: window(10) }, 60, 5, window(350, time(60))],
  ['that may be fewer', {}, { desiredReplicas: 9, invocations: 101, window: window() }, 60, 3, window(101, time(60))],
  ['no more than the most', {}, { desiredReplicas: 3, invocations: 5000, window: window() }, 60, 10, window(5000, time(60))],
  ['who calls and is not answered yet counts as a call', {}, { desiredReplicas: 2, activators: busy(1), window: window() }, 60, 2, window(0, time(60))],
  ['nobody calls: it rests on', {}, { desiredReplicas: 0, window: resting }, 5000, 0, resting],
  ['the first call after a rest: two, and a window begins', {}, { desiredReplicas: 0, invocations: 1, window: resting }, 5000, 2, window(0, time(5000))],
  ['a call after a rest at the least: a window begins', { minReplicas: 1 }, { desiredReplicas: 1, invocations: 1, window: resting }, 5000, 1, window(0, time(5000))],
  ['the least has become less: it rests no more', {}, { desiredReplicas: 1, window: resting }, 5000, 1, window(0, time(5000))],
  ['the least has become more', { minReplicas: 3 }, { desiredReplicas: 0, window: resting }, 5000, 3, resting],
  ['calls at once', {}, { desiredReplicas: 2, activators: busy(31), window: window() }, 5, 4, window()],
  ['calls at once, from sleep', { concurrency: 1 }, { desiredReplicas: 0, activators: busy(4), window: resting }, 5, 4, window(0, time(5))],
  ['calls at once, of all who say so', {}, { desiredReplicas: 2, activators: [...busy(15), ...busy(16)], window: window() }, 5, 4, window()],
  ['who is not believed any more', {}, { desiredReplicas: 2, activators: busy(31, 5), window: window() }, 5, 2, window()],
  ['at a window\'s end both count', {}, { desiredReplicas: 2, invocations: 150, activators: busy(45), window: window() }, 60, 5, window(150, time(60))],
])('%s', (_, parts, status, second, desiredReplicas, next) => {
  expect(nextScale(spec(parts), status, at(second))).toMatchObject({ desiredReplicas });
  expect(nextScale(spec(parts), status, at(second)).window).toEqual(next);
});

test('those who are not believed any more go', () => {
  const status = { desiredReplicas: 2, window: window(), activators: [...busy(1, 5), { name: 'b', inFlight: 1, until: time(6) }] };
  expect(nextScale(spec(), status, at(5)).activators.map(({ name }) => name)).toEqual(['b']);
});

test('when there is something to do', () => {
  expect(untilNextScale(spec(), { window: resting }, at(0))).toBeUndefined();
  expect(untilNextScale(spec(), { window: window() }, at(10))).toBe(50_000);
  expect(untilNextScale(spec(), { window: window(), activators: busy(1, 30) }, at(10))).toBe(20_000);
  expect(untilNextScale(spec(), { window: window() }, at(70))).toBe(0);
});
