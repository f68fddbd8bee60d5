/** Random pods that compete for a few nodes, with what they need as plain numbers: tests reckon with these, plugins with the objects. */
import type { core, Random } from '../../api';
import { podInfo, type HostPort, type PodInfo } from '../pod-info';
import { container, node, pod } from './objects';

const resources = ['cpu', 'memory', 'example.com/gpu'] as const;
export type Needs = Readonly<Record<(typeof resources)[number], number>>;

export interface Contender { readonly info: PodInfo; readonly needs: Needs; readonly ports: readonly HostPort[] }
export interface Ground { readonly node: core.Node; readonly has: Needs; readonly pods: number }

const each = (amount: (name: keyof Needs) => number): Needs => ({ cpu: amount('cpu'), memory: amount('memory'), 'example.com/gpu': amount('example.com/gpu') });
const plus = (a: Needs, b: Needs): Needs => each((name) => a[name] + b[name]);
const larger = (a: Needs, b: Needs): Needs => each((name) => Math.max(a[name], b[name]));
const nothing = each(() => 0);

export const sum = (all: readonly Needs[]): Needs => all.reduce(plus, nothing);
export const within = (needs: Needs, has: Needs): boolean => resources.every((name) => needs[name] <= has[name]);
/** A node that is over-committed in something a pod does not want is no obstacle to it. */
export const fitsBeside = (needs: Needs, used: Needs, has: Needs): boolean => resources.every((name) => needs[name] === 0 || needs[name] + used[name] <= has[name]);

const written = (needs: Needs): Record<string, string> =>
  Object.fromEntries(resources.filter((name) => needs[name]).map((name) => [name, name === 'cpu' ? `${needs[name]}m` : name === 'memory' ? `${needs[name]}Mi` : `${needs[name]}`]));

const zone = 'topology.kubernetes.io/zone';

export function ground(random: Random, i: number): Ground {
  const has = { cpu: 1000 * (2 + random.int(3)), memory: 1024 * (2 + random.int(7)), 'example.com/gpu': random.int(3) };
  const pods = 4 + random.int(8);
  const taints: core.Taint[] = random.int(4) ? [] : [{ key: 'dedicated', effect: 'NoSchedule' }];
  return { has, pods, node: node({ name: `n${i}`, labels: { [zone]: `z${i % 3}`, disk: random.int(2) ? 'ssd' : 'hdd' }, allocatable: { ...written(has), pods: `${pods}` }, spec: { taints } }) };
}

function someNeeds(random: Random): Needs {
  return { cpu: 100 * random.int(15), memory: 128 * random.int(12), 'example.com/gpu': random.int(8) ? 0 : 1 };
}

function somePort(random: Random): core.ContainerPort {
  const pick = <T>(...choices: T[]): T => choices[random.int(choices.length)] as T;
  return { containerPort: 1, hostPort: pick(80, 443), protocol: pick('TCP', 'TCP', 'UDP'), ...pick({}, { hostIP: '10.0.0.1' }, { hostIP: '10.0.0.2' }) };
}

const portOf = ({ hostPort = 0, hostIP = '0.0.0.0', protocol = 'TCP' }: core.ContainerPort): HostPort => ({ ip: hostIP, protocol, port: hostPort });

/** Containers beside a sidecar, after an init container, with overhead: each of them now and then. */
export function contender(random: Random, i: number): Contender {
  const now = <T>(value: T, otherwise: T): T => (random.int(4) === 0 ? value : otherwise);
  const [main, sidecar, init, overhead] = [someNeeds(random), now(someNeeds(random), nothing), now(someNeeds(random), nothing), now({ ...nothing, cpu: 50 }, nothing)];
  const ports = now([somePort(random)], []);
  const app = `app-${random.int(4)}`;
  const priority = [0, 5, 10, 100][random.int(4)] ?? 0;
  const apart = { labelSelector: { matchLabels: { app } }, topologyKey: random.int(2) ? zone : 'kubernetes.io/hostname' };
  const info = podInfo(pod({
    name: `p${i}`, labels: { app },
    spec: {
      priority, ...now({ preemptionPolicy: 'Never' as const }, {}),
      containers: [container(written(main), { ports })],
      initContainers: [container(written(sidecar), { name: 'side', restartPolicy: 'Always' }), container(written(init), { name: 'init' })],
      ...(overhead.cpu && { overhead: written(overhead) }),
      ...now({ nodeSelector: { disk: 'ssd' } }, {}),
      ...now({ tolerations: [{ operator: 'Exists' as const }] }, {}),
      ...now({ affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [apart] } } }, {}),
    },
  }));
  return { info, needs: plus(larger(plus(main, sidecar), plus(sidecar, init)), overhead), ports: ports.map(portOf) };
}
