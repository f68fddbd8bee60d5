/** What a pod asks for in all (k8s.io/component-helpers resource.PodRequests, KEP-753 sidecars, KEP-2837 pod-level resources). */
import type { core } from '../api';
import { larger, nothing, parseAmounts, plus, type Amounts } from './amounts';
import { heldBy, podLevelRequests, type Requests, type RequestsOf } from './container-requests';

/** Stand-ins for containers without a request, so that scoring sees them (kube-scheduler util/pod_resources.go). */
const defaultMilliCpu = 100;
const defaultMemory = 200 * 1024 * 1024;

type Reader = (requests: Requests | undefined) => Amounts;

const asGiven: Reader = parseAmounts;

/** Which resources containers that name none are reckoned with. */
interface Missing { readonly cpu: boolean; readonly memory: boolean }

const withDefaults = (missing: Missing): Reader => (requests) => {
  const given = parseAmounts(requests);
  return {
    ...given,
    milliCpu: missing.cpu && requests?.cpu === undefined ? defaultMilliCpu : given.milliCpu,
    memory: missing.memory && requests?.memory === undefined ? defaultMemory : given.memory,
  };
};

/** Init containers run one after the other beside the sidecars started before them. */
function initPeakAndSidecars(containers: readonly core.Container[], amountsOf: (container: core.Container) => Amounts): { peak: Amounts; sidecars: Amounts } {
  let peak = nothing;
  let sidecars = nothing;
  for (const container of containers) {
    const together = plus(sidecars, amountsOf(container));
    peak = larger(peak, together);
    if (container.restartPolicy === 'Always') sidecars = together;
  }
  return { peak, sidecars };
}

/** Pod-level requests stand for those of the containers (cpu, memory, huge pages only). */
function overridden(total: Amounts, podLevel: Requests | undefined): Amounts {
  if (!podLevel) return total;
  const own = parseAmounts(podLevel);
  return {
    milliCpu: podLevel.cpu === undefined ? total.milliCpu : own.milliCpu,
    memory: podLevel.memory === undefined ? total.memory : own.memory,
    ephemeralStorage: total.ephemeralStorage,
    scalars: own.scalars ? new Map([...(total.scalars ?? []), ...own.scalars]) : total.scalars,
  };
}

/** A pod's spec with what its containers, and the pod as a whole, count for. */
interface Asked { readonly spec: core.PodSpec; readonly requestsOf: RequestsOf; readonly podLevel: Requests | undefined }

const askedBy = (pod: core.Pod): Asked => ({ spec: pod.spec ?? { containers: [] }, requestsOf: heldBy(pod), podLevel: podLevelRequests(pod) });

function total({ spec, requestsOf, podLevel }: Asked, read: Reader): Amounts {
  const amountsOf = (container: core.Container): Amounts => read(requestsOf(container));
  let running = nothing;
  for (const container of spec.containers) running = plus(running, amountsOf(container));
  if (spec.initContainers?.length) {
    const { peak, sidecars } = initPeakAndSidecars(spec.initContainers, amountsOf);
    running = larger(plus(running, sidecars), peak);
  }
  const needed = overridden(running, podLevel);
  return spec.overhead ? plus(needed, parseAmounts(spec.overhead)) : needed;
}

const everything: Missing = { cpu: true, memory: true };

/** Where the pod asks as a whole, only what nobody asks for is missing. */
function missingOf({ spec, requestsOf, podLevel }: Asked): Missing {
  if (!podLevel || !Object.keys(podLevel).length) return everything;
  const lists = [podLevel, spec.overhead, ...[...spec.containers, ...(spec.initContainers ?? [])].map(requestsOf)];
  const isMissing = (name: string): boolean => lists.every((list) => list?.[name] === undefined);
  return { cpu: isMissing('cpu'), memory: isMissing('memory') };
}

export interface PodRequests {
  /** What the node must have free. */
  readonly requests: Amounts;
  /** The same with a default for containers that ask for no CPU or memory: what scoring reckons with. */
  readonly scored: Amounts;
}

export function podRequests(pod: core.Pod): PodRequests {
  const asked = askedBy(pod);
  return { requests: total(asked, asGiven), scored: total(asked, withDefaults(missingOf(asked))) };
}
