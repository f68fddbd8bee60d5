/** From metrics to numbers of replicas. */
import type { core } from '../../api';
import { pod } from '../testing/objects';
import { byAverage, byShare, byUtilization, byValue, type Situation, type Tolerances } from './calculate';
import type { PodMetrics } from './metrics-client';

const now = Date.UTC(2026, 0, 1, 1);
const ten: Tolerances = { up: 0.1, down: 0.1 };

type State = 'ready' | 'starting' | 'unready' | 'pending' | 'failed' | 'ending';
const old = new Date(now - 3_600_000).toISOString();
const young = new Date(now - 10_000).toISOString();

function one(name: string, state: State, request = '1'): core.Pod {
  const isYoung = state === 'starting';
  return pod({
    metadata: { name, ...(state === 'ending' && { deletionTimestamp: old }) },
    spec: { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu: request } } }] },
    status: {
      phase: state === 'pending' ? 'Pending' : state === 'failed' ? 'Failed' : 'Running', startTime: isYoung ? young : old,
      conditions: [{ type: 'Ready', status: state === 'unready' ? 'False' : 'True', lastTransitionTime: isYoung ? young : old }],
    },
  });
}
const podsIn = (states: readonly State[]): core.Pod[] => states.map((state, i) => one(`p${i}`, state));
/** In thousandths of a core; undefined: not measured. */
const measured = (...values: (number | undefined)[]): PodMetrics =>
  new Map(values.flatMap((value, i) => (value === undefined ? [] : [[`p${i}`, { value, timestamp: now, window: 60_000 }] as const])));
const situation = (pods: core.Pod[], current = pods.length, tolerances = ten): Situation => ({ current, pods, tolerances, now });

test.each<[string, State[], (number | undefined)[], number, object]>([
  ['at its target', ['ready', 'ready'], [500, 500], 50, { replicas: 2, utilization: 50, average: 500 }],
  ['within the tolerance', ['ready', 'ready'], [540, 550], 50, { replicas: 2, utilization: 54 }],
  ['above', ['ready', 'ready'], [900, 700], 50, { replicas: 4, utilization: 80, average: 800 }],
  ['below', ['ready', 'ready', 'ready', 'ready'], [100, 100, 100, 100], 50, { replicas: 1, utilization: 10 }],
  ['a pod that is not measured speaks against fewer', ['ready', 'ready', 'ready', 'ready'], [100, 100, 100, undefined], 50, { replicas: 3, utilization: 10 }],
  ['and against more', ['ready', 'ready'], [900, undefined], 50, { replicas: 2, utilization: 90 }],
  ['a pod that is pending speaks against more', ['ready', 'pending'], [900, undefined], 50, { replicas: 2 }],
  ['much more is more all the same', ['ready', 'pending'], [2000, undefined], 50, { replicas: 4, utilization: 200 }],
  ['what a pod takes while it starts does not count', ['ready', 'starting'], [500, 4000], 50, { replicas: 2, utilization: 50 }],
  ['failed and ending pods are not there', ['ready', 'failed', 'ending'], [900, 900, 900], 50, { replicas: 2, utilization: 90 }],
  ['a change of direction is no change', ['ready', 'ready', 'ready'], [400, undefined, undefined], 50, { replicas: 3 }],
])('utilization: %s', (_, states, values, target, expected) =>
  expect(byUtilization(situation(podsIn(states)), measured(...values), 'cpu', undefined, target)).toMatchObject(expected));

test('tolerances of each direction', () => {
  const wide: Tolerances = { up: 0.5, down: 0 };
  expect(byUtilization(situation(podsIn(['ready', 'ready']), 2, wide), measured(700, 700), 'cpu', undefined, 50).replicas).toBe(2);
  expect(byUtilization(situation(podsIn(['ready', 'ready', 'ready']), 3, wide), measured(330, 330, 330), 'cpu', undefined, 50).replicas).toBe(2);
});

test.each<[string, core.Pod[], PodMetrics, string | undefined, string]>([
  ['no pods', [], measured(), undefined, 'no pods returned by selector while calculating replica count'],
  ['no metrics', podsIn(['ready']), measured(), undefined, 'did not receive metrics for targeted pods (pods might be unready)'],
  ['no request', [pod({ metadata: { name: 'p0' }, spec: { containers: [{ name: 'c', image: 'i' }] }, status: one('x', 'ready').status })], measured(1), undefined, 'missing request for cpu in container c of Pod p0'],
  ['no such container', podsIn(['ready']), measured(1), 'other', 'container other not found in Pod p0'],
  ['requests of zero', [one('p0', 'ready', '0')], measured(1), undefined, 'no metrics returned matched known pods'],
])('%s', (_, pods, metrics, container, message) => expect(() => byUtilization(situation(pods), metrics, 'cpu', container, 50)).toThrow(message));

test('requests of the pod go before those of its containers', () => {
  const whole = { ...one('p0', 'ready'), spec: { ...one('p0', 'ready').spec, resources: { requests: { cpu: '2' } } } };
  expect(byUtilization(situation([whole]), measured(1000), 'cpu', undefined, 50)).toMatchObject({ replicas: 1, utilization: 50 });
  expect(byUtilization(situation([whole]), measured(1000), 'cpu', 'c', 50)).toMatchObject({ replicas: 2, utilization: 100 });
});

test.each<[string, State[], (number | undefined)[], object]>([
  ['above', ['ready', 'ready'], [20_000, 10_000], { replicas: 3, usage: 15_000 }],
  ['not all measured', ['ready', 'ready', 'ready'], [2000, 2000, undefined], { replicas: 2, usage: 2000 }],
  ['starting pods count where it is not their CPU', ['ready', 'starting'], [20_000, 20_000], { replicas: 4 }],
])('average: %s', (_, states, values, expected) => expect(byAverage(situation(podsIn(states)), measured(...values), undefined, 10_000)).toMatchObject(expected));

test.each<[string, number, State[], number, number]>([
  ['above', 2, ['ready', 'ready'], 30_000, 6], ['within the tolerance', 2, ['ready', 'ready'], 10_500, 2], ['from none', 0, [], 25_000, 3], ['to none', 0, [], 0, 0],
  ['only ready pods are multiplied', 3, ['ready', 'ready', 'unready'], 20_000, 4],
])('one value for all: %s', (_, current, states, usage, expected) => expect(byValue(situation(podsIn(states), current), usage, 10_000)).toBe(expected));

test.each<[string, number, number, object]>([
  ['above', 2, 50_000, { replicas: 5, usage: 25_000 }], ['within the tolerance', 5, 48_000, { replicas: 5, usage: 9600 }], ['none there', 0, 20_000, { replicas: 2, usage: 0 }],
])('one value shared: %s', (_, observed, usage, expected) => expect(byShare(observed, ten, usage, 10_000)).toEqual(expected));
