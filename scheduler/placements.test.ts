/** What must hold of every placement, whatever the pods: looked at pod by pod, without any of the counting that plugins do. */
import { seededRandom, SteppedClock, type core, type Random } from '../api';
import { schedulingCycle } from './cycle';
import { Placer } from './placing';
import { buildFramework, defaultProfile } from './profile';
import { podInfo } from './pod-info';
import { ClusterCache } from './snapshot';
import { ingredients } from './testing/ingredients';
import { affinityTerms, keepsAway, lonely, tooUneven, type Placed } from './testing/naive-rules';
import { node, pod } from './testing/objects';

const [zone, hostname] = ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'];
const apps = ['a', 'b', 'c', 'd'];

function randomPod(random: Random, i: number): core.Pod {
  const pick = <T>(...choices: T[]): T => choices[random.int(choices.length)] as T;
  const labelSelector = { matchLabels: { app: pick(...apps) } };
  const term = { labelSelector, topologyKey: pick(zone, hostname) };
  const app = random.int(2) ? labelSelector.matchLabels.app : pick(...apps);
  const spec: Partial<core.PodSpec> = pick<Partial<core.PodSpec>>(
    {},
    { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } },
    { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } },
    { affinity: { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 7, podAffinityTerm: term }] } } },
    { topologySpreadConstraints: [{ maxSkew: 1 + random.int(2), topologyKey: zone, whenUnsatisfiable: 'DoNotSchedule', labelSelector, ...(random.int(2) && { minDomains: 3 }) }] },
    { topologySpreadConstraints: [
      { maxSkew: 1, topologyKey: zone, whenUnsatisfiable: 'DoNotSchedule', labelSelector },
      { maxSkew: 2, topologyKey: hostname, whenUnsatisfiable: pick('DoNotSchedule', 'ScheduleAnyway'), labelSelector }] },
  );
  return pod({ name: `p${i}`, labels: { app }, spec });
}

test.each([1, 2, 3, 4, 5, 6])('anti-affinity, affinity and hard spread are never broken (%d)', (seed) => {
  const random = seededRandom(seed);
  const cache = new ClusterCache(new SteppedClock());
  const framework = buildFramework(defaultProfile, ingredients());
  const placer = new Placer(framework, random);
  let nodes: core.Node[] = [];
  let placed: Placed[] = [];
  let count = 0;
  const moveNode = (i: number): void => {
    const labels = random.int(8) ? { [zone]: `z${random.int(3)}` } : undefined;
    const moved = node({ name: `n${i}`, labels });
    nodes = [...nodes.filter(({ metadata }) => metadata.name !== moved.metadata.name), moved];
    placed = placed.map((one) => (one.on.metadata.name === moved.metadata.name ? { ...one, on: moved } : one));
    cache.putNode(moved);
  };
  for (let i = 0; i < 9; i++) moveNode(i);
  for (let i = 0; i < 400; i++) {
    if (random.int(40) === 0) moveNode(random.int(9));
    if (random.int(4) === 0 && placed.length) {
      const [gone] = placed.splice(random.int(placed.length), 1);
      cache.removePod(gone?.info.uid ?? '');
    }
    const info = podInfo(randomPod(random, i));
    const result = schedulingCycle(info, framework, placer, cache);
    if (result.outcome !== 'assumed') continue;
    count++;
    const on = nodes.find(({ metadata }) => metadata.name === result.node);
    if (!on) throw new Error('placed on a node that is not there');
    const one = { info, on };
    expect({
      apart: !placed.some((other) => keepsAway(one, other) || keepsAway(other, one)),
      together: !affinityTerms(info.pod).length || !lonely(one, placed),
      even: !tooUneven(one, placed, nodes),
    }).toEqual({ apart: true, together: true, even: true });
    placed.push(one);
  }
  expect(count).toBeGreaterThan(100);
});
