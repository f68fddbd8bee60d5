import { pod } from '../testing/objects';
import { podsToDelete } from './ranking';

const now = Date.UTC(2026, 0, 2);
const running = (name: string, more: { annotations?: Record<string, string>; node?: string; ready?: boolean; restarts?: number; created?: string } = {}) =>
  pod({
    metadata: { name, uid: name, annotations: more.annotations, creationTimestamp: more.created ?? '2026-01-01T00:00:00Z' },
    spec: { containers: [], nodeName: more.node ?? 'n1' },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: more.ready === false ? 'False' : 'True', lastTransitionTime: more.created ?? '2026-01-01T00:00:00Z' }],
      containerStatuses: [{ name: 'c', restartCount: more.restarts ?? 0, image: '', imageID: '', ready: true }],
    },
  });
const first = (...pods: ReturnType<typeof pod>[]) => podsToDelete(pods, pods, 1, now)[0]?.metadata.name;

test('unscheduled pods go before scheduled ones, pending before running', () => {
  const unscheduled = pod({ metadata: { name: 'unscheduled', uid: 'u' }, status: { phase: 'Pending' } });
  const pending = pod({ metadata: { name: 'pending', uid: 'p' }, spec: { containers: [], nodeName: 'n' }, status: { phase: 'Pending' } });
  expect(first(running('a'), pending, unscheduled)).toBe('unscheduled');
  expect(first(running('a'), pending)).toBe('pending');
});

test('not ready, then cheap to delete, then on a crowded node', () => {
  expect(first(running('a', { annotations: cost(-5) }), running('b', { ready: false }))).toBe('b');
  expect(first(running('a'), running('b', { annotations: cost(-5) }))).toBe('b');
  expect(first(running('a', { annotations: cost(1) }), running('b', { annotations: { 'controller.kubernetes.io/pod-deletion-cost': '+7' } }))).toBe('b');
  expect(first(running('a', { node: 'lone' }), running('b', { node: 'busy' }), running('c', { node: 'busy' }))).toBe('b');
});

test('ready more recently, then restarted more often, then younger', () => {
  expect(first(running('a'), running('b', { created: '2026-01-01T23:59:00Z' }))).toBe('b');
  expect(first(running('a'), running('b', { restarts: 3 }))).toBe('b');
  expect(first(running('b'), running('a'))).toBe('a');
});

const cost = (value: number): Record<string, string> => ({ 'controller.kubernetes.io/pod-deletion-cost': String(value) });
