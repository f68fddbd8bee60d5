/** Agents that are lost and come back, by plain values and on a registry. */
import { bcsRules, kinds, type core } from '../../../api';
import { startCluster, until, whilePassing } from '../../testing/cluster';
import { bcsLostAgentsController, judged } from './lost-agents';

const { marks, timing: { placement: { quarantine } } } = bcsRules;
const now = Date.UTC(2026, 0, 1);

const node = (ready: string, since: number, annotations: Record<string, string> = {}): core.Node =>
  ({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', annotations }, spec: {}, status: { conditions: [{ type: 'Ready', status: ready, lastTransitionTime: new Date(since).toISOString() }] } }) as core.Node;

const marked = { [marks.lostAnnotation]: '2026-01-01T00:00:00Z' };

test.each<[string, core.Node, boolean, ReturnType<typeof judged>]>([
  ['is well', node('True', 0), true, { is: 'well' }],
  ['is gone with taskgroups', node('Unknown', now), true, { is: 'lost' }],
  ['says that it is not well', node('False', now), true, { is: 'lost' }],
  ['is gone without any', node('Unknown', now), false, { is: 'well' }],
  ['was lost, and its taskgroups have gone since', node('Unknown', now, marked), false, { is: 'lost' }],
  ['has come back', node('True', now - 1000, marked), false, { is: 'back', leftMs: quarantine - 1000 }],
  ['has come back a while ago', node('True', now - quarantine, marked), true, { is: 'well' }],
  ['never said anything', { ...node('True', 0), status: {} }, true, { is: 'lost' }],
])('an agent that %s', (_, of, isTaken, expected) => expect(judged(of, () => isTaken, now, quarantine)).toEqual(expected));

test('it is marked, and the mark goes when it has been back for three minutes; another process sees to it', async () => {
  const cluster = await startCluster({ controllers: [bcsLostAgentsController] });
  const nodes = cluster.registry.of(kinds.nodes);
  const pods = cluster.registry.of(kinds.pods);
  const setReady = (status: 'True' | 'Unknown') => nodes.update({ name: 'n' }, (current) =>
    ({ ...current, status: { conditions: [{ type: 'Ready', status, lastTransitionTime: new Date(cluster.clock.now()).toISOString() }] } }), { subresource: 'status' });
  const isMarked = (wanted: boolean) => until(nodes, { name: 'n' }, (found) => (found?.metadata.annotations?.[marks.lostAnnotation] !== undefined) === wanted);
  await nodes.create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', annotations: { mine: 'kept' } }, spec: {}, status: {} });
  await setReady('True');
  await pods.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default' }, spec: { schedulerName: marks.schedulerName, nodeName: 'n', containers: [{ name: 'c', image: 'i' }] }, status: {} });
  await setReady('Unknown');
  await isMarked(true);
  await cluster.clock.step(10 * quarantine);
  await setReady('True');
  await cluster.clock.step(quarantine - 2000);
  await cluster.restart();
  await cluster.clock.step(1000);
  await isMarked(true);
  const after = await whilePassing(cluster, 1000, isMarked(false));
  expect(after?.metadata.annotations).toEqual({ mine: 'kept' });
  expect(cluster.errors).toEqual([]);
  await cluster.stop();
});
