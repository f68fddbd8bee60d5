/** What a pod asks for in all (k8s.io/component-helpers resource.PodRequests, KEP-753 sidecars, KEP-2837 pod-level resources). */
import type { core } from '../api';
import { larger, nothing, parseAmounts, plus, type Amounts } from './amounts';

/** Stand-ins for containers without a request, so that scoring sees them (kube-scheduler util/pod_resources.go). */
const defaultMilliCpu = 100;
const defaultMemory = 200 * 1024 * 1024;

type Requests = Readonly<Record<string, string>> | undefined;
type Reader = (requests: Requests, podLevel: Requests) => Amounts;

const asGiven: Reader = (requests) => parseAmounts(requests);

function withDefaults(requests: Requests, podLevel: Requests): Amounts {
  const given = parseAmounts(requests);
  return {
    ...given,
    milliCpu: requests?.cpu === undefined && podLevel?.cpu === undefined ? defaultMilliCpu : given.milliCpu,
    memory: requests?.memory === undefined && podLevel?.memory === undefined ? defaultMemory : given.memory,
  };
}

/** Init containers run one after the other beside the sidecars started before them. */
function initPeakAndSidecars(spec: core.PodSpec, read: Reader): { peak: Amounts; sidecars: Amounts } {
  let peak = nothing;
  let sidecars = nothing;
  for (const container of spec.initContainers ?? []) {
    const together = plus(sidecars, read(container.resources?.requests, spec.resources?.requests));
    peak = larger(peak, together);
    if (container.restartPolicy === 'Always') sidecars = together;
  }
  return { peak, sidecars };
}

/** Pod-level requests stand for those of the containers (cpu, memory, huge pages only). */
function overridden(total: Amounts, podLevel: Requests): Amounts {
  if (!podLevel) return total;
  const own = parseAmounts(podLevel);
  return {
    milliCpu: podLevel.cpu === undefined ? total.milliCpu : own.milliCpu,
    memory: podLevel.memory === undefined ? total.memory : own.memory,
    ephemeralStorage: total.ephemeralStorage,
    scalars: own.scalars ? new Map([...(total.scalars ?? []), ...own.scalars]) : total.scalars,
  };
}

function total(spec: core.PodSpec, read: Reader): Amounts {
  const podLevel = spec.resources?.requests;
  let running = nothing;
  for (const container of spec.containers) running = plus(running, read(container.resources?.requests, podLevel));
  if (spec.initContainers?.length) {
    const { peak, sidecars } = initPeakAndSidecars(spec, read);
    running = larger(plus(running, sidecars), peak);
  }
  const needed = overridden(running, podLevel);
  return spec.overhead ? plus(needed, parseAmounts(spec.overhead)) : needed;
}

/** What the node must have free. */
export const podRequests = (spec: core.PodSpec): Amounts => total(spec, asGiven);

/** The same with a default for containers that ask for no CPU or memory: what scoring reckons with. */
export const scoredRequests = (spec: core.PodSpec): Amounts => total(spec, withDefaults);
