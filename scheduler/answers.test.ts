/** What a running scheduler says of its decisions, and what it would do: on a real registry in memory. */
import { kinds, type core, type SchedulerControl } from '../api';
import { SchedulerSlot } from './control-slot';
import type { Decision, WhatIfAnswer } from './records/decision';
import { isBound, isRejected, start, stopAll, type Bench } from './testing/running';
import type { NodeSketch, PodSketch } from './testing/objects';
import type { SchedulerOptions } from './scheduler';

afterEach(stopAll);

interface World { bench: Bench; control: SchedulerControl; explain(name?: string): Promise<Decision>; ask(changes: object, name?: string): Promise<WhatIfAnswer> }

async function world(options: SchedulerOptions = {}): Promise<World> {
  const slot = new SchedulerSlot();
  const bench = await start({ ...options, slot });
  return {
    bench, control: slot,
    explain: async (name = 'web') => (await slot.explain({ namespace: 'default', name })) as unknown as Decision,
    ask: async (changes, name = 'web') => (await slot.whatIf({ pod: { namespace: 'default', name }, changes: changes as Record<string, unknown> })) as unknown as WhatIfAnswer,
  };
}

const small: NodeSketch = { allocatable: { cpu: '2' } };

async function settled(bench: Bench, sketch: PodSketch): Promise<core.Pod> {
  await bench.addPod(sketch);
  return bench.until(sketch.name ?? 'web', (pod) => isBound(pod) || isRejected(pod));
}

describe('explanations', () => {
  test.each(['off', 'explain'] as const)('of a pod that never fitted, with records %s', async (level) => {
    const { bench, explain } = await world({ records: { level } });
    await bench.addNode({ name: 'a', ...small });
    await bench.addNode({ name: 'b', allocatable: { cpu: '3' } });
    await bench.addNode({ name: 'c', allocatable: { cpu: '8' }, spec: { taints: [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }] } });
    await settled(bench, { requests: { cpu: '4' } });
    const decision = await explain();
    expect(decision.sentence).toBe('cannot be placed: 2 nodes lack cpu (needs 4, most free is 3 on b, and no more than 3 when empty), '
      + '1 node has the taint dedicated=gpu:NoSchedule, which it does not tolerate; evicting others would not help');
    expect(decision).toMatchObject({
      kind: 'SchedulingDecision', outcome: 'Unschedulable', basis: level === 'off' ? 'Computed' : 'Recorded', nodeCounts: { all: 3, examined: 3, feasible: 0 },
      message: '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    });
    expect(decision.note).toBe(level === 'off' ? 'nothing was recorded: this is what would be decided now' : undefined);
    expect(decision.nodes.find(({ name }) => name === 'c')).toMatchObject({
      filters: { NodeUnschedulable: 'passed', TaintToleration: 'node(s) had untolerated taint(s)' }, rejectedBy: 'TaintToleration', evictionMayHelp: false,
    });
  });

  test('of a pod that was placed: scores as they were', async () => {
    const { bench, explain } = await world({ records: { level: 'explain' } });
    await bench.addNode({ name: 'a', ...small });
    await bench.addNode({ name: 'b', allocatable: { cpu: '8' } });
    await settled(bench, { requests: { cpu: '1' } });
    await bench.event('Scheduled');
    const decision = await explain();
    expect(decision).toMatchObject({ outcome: 'Placed', basis: 'Recorded', node: 'b', plugins: { bind: { DefaultBinder: { code: 'Success' } } } });
    const [best, next] = [...decision.nodes].sort((x, y) => (y.total ?? 0) - (x.total ?? 0));
    expect(best).toMatchObject({ name: 'b', scores: { NodeResourcesFit: { raw: 92, normalized: 92, weight: 1, final: 92 }, TaintToleration: { normalized: 100, weight: 3, final: 300 } } });
    expect(decision.sentence).toBe(`placed on b, the best of 2 nodes that fit: ${best?.total} points, then a with ${next?.total} (a has ${next?.scores?.NodeResourcesFit?.final} for NodeResourcesFit against 92)`);
  });

  test('of a pod that has a node, when nothing was recorded: where it would go without itself', async () => {
    const { bench, explain } = await world();
    await bench.addNode({ name: 'only', ...small });
    await settled(bench, { requests: { cpu: '2' } });
    expect(await explain()).toMatchObject({ basis: 'Computed', node: 'only', sentence: 'would be placed on only, the only node', note: 'nothing was recorded: this is what would be decided now, were it not on only' });
  });

  test('of pods that are not tried', async () => {
    const { bench, explain, control } = await world();
    await bench.addNode(small);
    await bench.addPod({ name: 'gated', spec: { schedulingGates: [{ name: 'example.com/wait' }] } });
    await bench.addPod({ name: 'foreign', spec: { schedulerName: 'mine' } });
    // The scheduler has seen both when it has placed one that came later.
    await settled(bench, { name: 'later' });
    expect(await explain('gated')).toMatchObject({ outcome: 'Gated', sentence: 'is not tried yet: waiting for scheduling gates: [example.com/wait]' });
    expect(await explain('foreign')).toMatchObject({ outcome: 'Gated', sentence: 'is left to another scheduler: none of the profiles here is mine' });
    expect(await control.explain({ namespace: 'default', name: 'nobody' })).toBeUndefined();
  });

  test('an explanation changes nothing: pods go where they would have gone', async () => {
    const places = async (asking: boolean): Promise<(string | undefined)[]> => {
      const { bench, explain } = await world();
      for (const name of ['a', 'b', 'c']) await bench.addNode({ name });
      const nodes: (string | undefined)[] = [];
      for (let i = 0; i < 6; i++) {
        nodes.push((await settled(bench, { name: `p${i}` })).spec.nodeName);
        if (asking) await explain(`p${i}`);
      }
      return nodes;
    };
    expect(await places(true)).toEqual(await places(false));
  });

  test('a pod that is gone is forgotten', async () => {
    const { bench, explain, control } = await world({ records: { level: 'explain' } });
    await bench.addNode(small);
    await settled(bench, {});
    expect((await explain()).basis).toBe('Recorded');
    await bench.registry.of(kinds.pods).delete({ namespace: 'default', name: 'web' }, { gracePeriodSeconds: 0 });
    await settled(bench, { name: 'later' });
    expect(await control.explain({ namespace: 'default', name: 'web' })).toBeUndefined();
  });
});

describe('what if', () => {
  test('as things stand: where it would go, and nothing is written', async () => {
    const { bench, ask } = await world();
    await bench.addNode({ name: 'a', ...small });
    await settled(bench, { requests: { cpu: '4' } });
    const before = await bench.pod();
    expect(await ask({})).toMatchObject({ kind: 'SchedulingWhatIf', decision: { outcome: 'Unschedulable', basis: 'Computed' } });
    expect(await ask({ nodes: { add: [{ metadata: { name: 'big' }, status: { allocatable: { cpu: '8', memory: '8Gi', pods: '10' } } }] } })).toMatchObject({ decision: { node: 'big' } });
    expect(await ask({ nodes: { patch: [{ name: 'a', patch: { status: { allocatable: { cpu: '4' } } } }] } })).toMatchObject({ decision: { node: 'a' } });
    expect(await ask({ podPatch: { spec: { containers: [{ name: 'main', image: 'nginx', resources: { requests: { cpu: '1' } } }] } } })).toMatchObject({ decision: { node: 'a' } });
    expect(await bench.pod()).toEqual(before);
    expect((await bench.registry.of(kinds.nodes).list()).items).toHaveLength(1);
  });

  test('of pods that do not exist, those that come before it, and pods that go', async () => {
    const { bench, ask } = await world();
    await bench.addNode({ name: 'a', ...small });
    await settled(bench, { name: 'there', requests: { cpu: '1' } });
    const pod = (cpu: string, name = 'new') => ({ metadata: { name }, spec: { containers: [{ name: 'main', image: 'nginx', resources: { requests: { cpu } } }] } });
    expect(await ask({ pod: pod('1') }, 'new')).toMatchObject({ decision: { node: 'a', pod: { name: 'new' } } });
    const crowded = await ask({ pod: pod('1'), pods: { add: [pod('1', 'first')] } }, 'new');
    expect(crowded).toMatchObject({ decision: { outcome: 'Unschedulable' }, others: [{ pod: { name: 'first' }, node: 'a' }] });
    expect(await ask({ pod: pod('2'), pods: { remove: [{ name: 'there' }] } }, 'new')).toMatchObject({ decision: { node: 'a' } });
    expect((await bench.registry.of(kinds.pods).list()).items.map(({ metadata }) => metadata.name)).toEqual(['there']);
  });

  test('whom it would evict', async () => {
    const { bench, ask } = await world();
    await bench.addNode({ name: 'a', ...small });
    await settled(bench, { name: 'low', requests: { cpu: '2' } });
    await settled(bench, { requests: { cpu: '2' } });
    const { decision } = await ask({ podPatch: { spec: { priority: 1000 } } });
    expect(decision).toMatchObject({ outcome: 'Unschedulable', nominatedNode: 'a', victims: [{ namespace: 'default', name: 'low' }] });
    expect(decision.sentence).toBe('cannot be placed: 1 node lacks cpu (needs 2, most free is 0 on a); 1 pod of lower priority would have to leave a to make room (default/low)');
  });

  test('with another configuration', async () => {
    const { bench, ask } = await world();
    await bench.addNode({ name: 'a', ...small });
    await bench.addNode({ name: 'b', allocatable: { cpu: '8' } });
    await settled(bench, { requests: { cpu: '1' } });
    const configuration = {
      apiVersion: 'kubescheduler.config.k8s.io/v1', kind: 'KubeSchedulerConfiguration',
      profiles: [{
        plugins: { multiPoint: { disabled: [{ name: 'NodeResourcesBalancedAllocation' }] } },
        pluginConfig: [{ name: 'NodeResourcesFit', args: { scoringStrategy: { type: 'MostAllocated', resources: [{ name: 'cpu', weight: 1 }] } } }],
      }],
    };
    expect(await ask({})).toMatchObject({ decision: { node: 'b' } });
    expect(await ask({ configuration })).toMatchObject({ decision: { node: 'a' } });
    await expect(ask({ configuration: { ...configuration, profiles: [{ schedulerName: 'other' }] } })).rejects.toMatchObject({ reason: 'Invalid', message: expect.stringContaining('"default-scheduler": no profile places such pods; there are bcs-scheduler, minik8s-least-cpu, minik8s-least-memory, minik8s-least-pods, minik8s-random, minik8s-round-robin, other') as string });
  });

  test.each([
    [{ node: {} }, 'Invalid', 'node: Forbidden: there is no such member'],
    [{ nodes: { remove: ['x'] } }, 'Invalid', 'nodes.remove[0]: Not found: "x"'],
    [{ nodes: { replicate: [{ like: 'a', count: 0 }] } }, 'Invalid', 'nodes.replicate[0].count: Invalid value: 0: must be a whole number from 1 to 1000'],
    [{ nodes: { add: [{ kind: 'Pod' }] } }, 'Invalid', 'nodes.add[0].kind: Invalid value: "Pod": must be Node'],
    [{ pods: { remove: [{}] } }, 'Invalid', 'pods.remove[0].name: Required value'],
    [{ pods: { patch: [{ name: 'nobody', patch: {} }] } }, 'Invalid', 'pods.patch[0]: Not found: "default/nobody"'],
    [{ podPatch: { spec: { containers: [] } } }, 'Invalid', 'podPatch.spec.containers: Required value'],
    [{ podPatch: 'x' }, 'Invalid', 'podPatch: Invalid value: "x": must be an object'],
    [{ podPatch: { spec: { containers: 5 } } }, 'BadRequest', 'cannot be handled as a Pod'],
  ])('a question that makes no sense is refused: %j', async (changes, reason, message) => {
    const { bench, ask } = await world();
    await bench.addNode({ name: 'a' });
    await settled(bench, {});
    await expect(ask(changes)).rejects.toMatchObject({ reason, message: expect.stringContaining(message) as string });
  });

  test('of nobody', async () => {
    const { ask } = await world();
    await expect(ask({}, 'nobody')).rejects.toMatchObject({ reason: 'NotFound', message: 'pods "nobody" not found' });
  });
});
