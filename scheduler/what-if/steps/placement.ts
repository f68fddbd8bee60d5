/** Letting go of one thing that the pod asks of its place. */
import type { core } from '../../../api';
import { always, type Scene, type Step } from './step';

export const placementSteps = ({ pod: { spec } }: Scene): readonly Step[] => (spec ? [
  ...gates(spec), ...selectors(spec), ...nodeAffinity(spec), ...podAffinity(spec, 'podAffinity', 'affinity'), ...podAffinity(spec, 'podAntiAffinity', 'anti-affinity'), ...spread(spec), ...hostPorts(spec),
] : []);

const gates = ({ schedulingGates }: core.PodSpec): readonly Step[] =>
  (schedulingGates?.length ? [always(`remove its scheduling gates (${schedulingGates.map(({ name }) => name).join(', ')})`, () => ({ schedulingGates: undefined }))] : []);

const selectors = ({ nodeSelector = {} }: core.PodSpec): readonly Step[] => Object.entries(nodeSelector).map(([key, value]) =>
  always(`drop ${key}=${value} from its nodeSelector`, ({ nodeSelector: now = {} }) => ({ nodeSelector: Object.fromEntries(Object.entries(now).filter(([other]) => other !== key)) })));

const nodeAffinity = ({ affinity }: core.PodSpec): readonly Step[] => (affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  ? [always('drop its required node affinity', ({ affinity: now }) => ({ affinity: { ...now, nodeAffinity: { ...now?.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: undefined } } }))]
  : []);

/** One step a term. */
function podAffinity({ affinity }: core.PodSpec, member: 'podAffinity' | 'podAntiAffinity', noun: string): readonly Step[] {
  const terms = affinity?.[member]?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return terms.map((term) => always(`drop its required pod ${noun} over ${term.topologyKey}`, ({ affinity: now }) => ({
    affinity: { ...now, [member]: { ...now?.[member], requiredDuringSchedulingIgnoredDuringExecution: without(now?.[member]?.requiredDuringSchedulingIgnoredDuringExecution, term) } },
  })));
}

const spread = ({ topologySpreadConstraints = [] }: core.PodSpec): readonly Step[] =>
  topologySpreadConstraints.filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule').map((constraint) =>
    always(`drop its spread over ${constraint.topologyKey} (maxSkew ${constraint.maxSkew})`, (now) => ({ topologySpreadConstraints: without(now.topologySpreadConstraints, constraint) })));

/** Steps share the objects of the pod that they begin with. */
const without = <T>(list: readonly T[] = [], one: T): T[] => list.filter((other) => other !== one);

function hostPorts({ containers }: core.PodSpec): readonly Step[] {
  const ports = containers.flatMap((container) => container.ports ?? []).flatMap(({ hostPort }) => (hostPort ? [hostPort] : []));
  const withoutHostPort = ({ hostPort: _, hostIP: __, ...port }: core.ContainerPort): core.ContainerPort => port;
  return ports.length
    ? [always(`drop its host port${ports.length === 1 ? '' : 's'} ${ports.join(', ')}`, (now) => ({
      containers: now.containers.map((container) => (container.ports ? { ...container, ports: container.ports.map(withoutHostPort) } : container)),
    }))]
    : [];
}
