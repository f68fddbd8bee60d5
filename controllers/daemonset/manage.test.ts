/** Which pods there should be on a node and which not, and how a rolling update goes on. */
import type { apps, core } from '../../api';
import { daemonSet, node } from '../testing/daemon-set';
import { pod } from '../testing/objects';
import { FailedPods } from './failed-pods';
import { needsOf } from './manage';
import { placementOf } from './placement';
import { podsByNode } from './pods';
import { nextStep } from './rolling';
import { daemonSetStatus } from './status';

const now = Date.parse('2026-01-01T00:01:00Z');

/** `a:O`: an old pod on node a; `n` new; capital letters are available; `-` terminating, `F` failed, `S` succeeded. */
const read = (text: string): core.Pod[] => text.split(' ').filter(Boolean).map((word, i) => {
  const [nodeName = '', letter = ''] = word.split(':');
  const phase = letter === 'F' ? 'Failed' : letter === 'S' ? 'Succeeded' : 'Running';
  return pod({
    metadata: {
      name: `${i}`, labels: { 'controller-revision-hash': letter.toLowerCase() === 'n' ? 'new' : 'old' }, creationTimestamp: `2026-01-01T00:00:0${i}Z`,
      ...(letter === '-' && { deletionTimestamp: '2026-01-01T00:00:30Z' }),
    },
    spec: { containers: [], nodeName },
    status: { phase, conditions: [{ type: 'Ready', status: 'ON'.includes(letter) ? 'True' : 'False' }] },
  });
});
const names = (all: readonly core.Pod[]) => all.map(({ metadata }) => metadata.name).join();

const run = { run: true, stay: true };
const stay = { run: false, stay: true };
const no = { run: false, stay: false };

test.each<[typeof run, string | undefined, boolean, { create?: boolean; remove?: string; failed?: string; succeeded?: string }]>([
  [run, undefined, false, { create: true }],
  [stay, undefined, false, {}],
  [no, undefined, true, {}],
  [run, 'a:O', false, {}],
  [run, 'a:O a:O', false, { remove: '1' }],
  [run, 'a:-', false, {}],
  [run, 'a:-', true, { create: true }],
  [stay, 'a:-', true, {}],
  [run, 'a:F', false, { failed: '0' }],
  [run, 'a:F', true, { failed: '0', create: true }],
  [run, 'a:S', false, { succeeded: '0' }],
  [no, 'a:O a:-', false, { remove: '0' }],
  [stay, 'a:O', false, {}],
  [run, 'a:O a:n', true, {}],
  [run, 'a:O a:N', true, { remove: '0' }],
  [run, 'a:o a:n', true, { remove: '0' }],
  [run, 'a:O a:n a:n a:O', true, { remove: '2,3' }],
  [run, 'a:O a:n', false, { remove: '1' }],
])('%j with %s, surge %s: %j', (verdict, there, surge, { create = false, remove = '', failed = '', succeeded = '' }) => {
  const needs = needsOf(verdict, there === undefined ? undefined : read(there), { hash: 'new', surge, minReadySeconds: 0, now });
  expect({ create: needs.create, remove: names(needs.remove), failed: names(needs.failed), succeeded: names(needs.succeeded) }).toEqual({ create, remove, failed, succeeded });
});

type Bounds = apps.RollingUpdateDaemonSet;
const replacing = (maxUnavailable: number | string): Bounds => ({ maxUnavailable, maxSurge: 0 });
const surging = (maxSurge: number | string): Bounds => ({ maxUnavailable: 0, maxSurge });

test.each<[string, Bounds, { remove?: string; createOn?: string }]>([
  ['a:O b:O c:O', replacing(1), { remove: '0' }],
  ['a:O b:O c:O', replacing(2), { remove: '0,1' }],
  ['a:O b:O c:O', replacing('50%'), { remove: '0,1' }],
  ['a:O b:O c:O', replacing(0), { remove: '0' }],
  ['a:N b:O c:O', replacing(1), { remove: '1' }],
  ['a:n b:O c:O', replacing(1), {}],
  ['a:o b:O c:O', replacing(1), { remove: '0' }],
  ['a:o b:o c:O', replacing(1), { remove: '0,1' }],
  ['a:- b:O c:O', replacing(1), {}],
  ['b:O c:O', replacing(1), {}],
  ['a:O a:O b:O c:O', replacing(1), {}],
  ['a:N b:N c:N', replacing(1), {}],
  ['a:O b:O c:O', surging(1), { createOn: 'a' }],
  ['a:O b:O c:O', surging('50%'), { createOn: 'a,b' }],
  ['a:O a:n b:O c:O', surging(1), {}],
  ['a:O a:N b:O c:O', surging(1), { remove: '0', createOn: 'b' }],
  ['a:o b:O c:O', surging(1), { createOn: 'a,b' }],
  ['a:N b:N c:N d:O', surging(1), { remove: '3' }],
  ['a:N b:N c:n d:O', surging(1), {}],
  ['a:N b:N c:n d:o', surging(1), { remove: '3' }],
])('%s %j: %j', (there, rollingUpdate, { remove = '', createOn = '' }) => {
  const set = daemonSet({ spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate } } });
  const step = nextStep({ set, hash: 'new', pods: podsByNode(read(there)), wanted: new Set(['a', 'b', 'c']), now });
  expect({ remove: names(step.remove), createOn: step.createOn.join() }).toEqual({ remove, createOn });
});

test('the status counts nodes', () => {
  const set = daemonSet({ spec: { template: { ...daemonSet().spec.template, spec: { containers: [], nodeSelector: { run: 'yes' } } } } });
  const nodes = [...['a', 'b', 'c'].map((name) => node(name, { labels: { run: 'yes' } })), node('d'), node('e')];
  const status = daemonSetStatus(set, { nodes, verdictOn: placementOf(set), pods: podsByNode(read('a:N b:o d:O')), hash: 'new', collisionCount: 0, now });
  expect(status).toEqual({
    desiredNumberScheduled: 3, currentNumberScheduled: 2, numberMisscheduled: 1, numberReady: 1, updatedNumberScheduled: 1, numberAvailable: 1, numberUnavailable: 2,
  });
});

test('pods that fail again and again are replaced later and later', () => {
  const failed = new FailedPods();
  const wait = (seconds: number, generation = 1, on = 'a') => failed.replaceAfter('uid', generation, on, seconds * 1000);
  expect([wait(0), wait(0), wait(0.4), wait(1), wait(1), wait(3), wait(3)]).toEqual([0, 1000, 600, 0, 2000, 0, 4000]);
  expect(wait(3, 1, 'b')).toBe(0);
  expect(wait(3, 2)).toBe(0);
  expect([wait(3, 2), wait(3 + 31 * 60, 2), wait(3 + 31 * 60, 2)]).toEqual([1000, 0, 1000]);
});
