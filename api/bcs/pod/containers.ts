/** Containers, and processes, of a taskgroup as containers of its pod: in the same order. */
import type * as core from '../../schema/types/core.v1';
import { labelFault } from '../../names';
import { portNameText } from '../../kinds/texts';
import type { PodTemplate } from '../definition';
import { requestsOfEach, type Amount } from '../resources';
import { isHostNetwork, type TaskPort } from '../ports';
import { environmentOf } from './environment';
import type { Mounted } from './files';
import { isContainer, partsOf, type Part, type PodOrder } from './part';
import { literal } from './placeholders';
import { probesOf } from './probes';
import { resourcesOf } from './quantities';

/** What runs processes, and stands where no image is named: there is none of that name. */
const processImage = 'bcs-process';
const noImage = 'no-image';

const imageOf = (part: Part): string => (isContainer(part) ? part.image.trim() || noImage : processImage);

/** `requests`: what each asks for. */
export function containersOf(order: PodOrder, requests: readonly Amount[], mounts: readonly (readonly Mounted[])[]): core.Container[] {
  const parts = partsOf(order.template);
  const names = namesOf(parts);
  const portsOf = claims(isHostNetwork(order.template));
  return parts.map((part, i) => {
    const ports = order.ports[i] ?? [];
    const env = environmentOf(order, part, i, ports);
    const claimed = portsOf(ports);
    const volumeMounts = (mounts[i] ?? []).map(({ mount }) => mount);
    return {
      name: names[i]!,
      ...runOf(part),
      ...(env.length && { env }),
      ...(claimed.length && { ports: claimed }),
      ...(volumeMounts.length && { volumeMounts }),
      resources: resourcesOf(requests[i]!, part.resources),
      ...probesOf(part, ports, order.timing),
    };
  });
}

/** What containers of each image are to have. */
export function resourcesByImage(template: PodTemplate): ReadonlyMap<string, core.ResourceRequirements> {
  const requests = requestsOfEach(template);
  return new Map(partsOf(template).map((part, i) => [imageOf(part), resourcesOf(requests[i]!, part.resources)]));
}

/** Their own where Kubernetes allows it and no other has it; else `c<i>`, which nobody is called otherwise. */
function namesOf(parts: readonly Part[]): readonly string[] {
  const taken = new Set<string>();
  return parts.map((part, i) => {
    const name = isContainer(part) ? part.name : part.procName;
    const chosen = labelFault(name) || /^c[0-9]+$/.test(name) || taken.has(name) ? `c${i}` : name;
    taken.add(chosen);
    return chosen;
  });
}

function runOf(part: Part): Pick<core.Container, 'image' | 'command' | 'args' | 'imagePullPolicy' | 'securityContext' | 'workingDir'> {
  if (!isContainer(part)) {
    const { startCmd, argsArr } = part;
    return { image: imageOf(part), ...(startCmd && { command: ['/bin/sh', '-c', literal([startCmd, ...argsArr].join(' '))] }), ...(part.workPath && { workingDir: part.workPath }) };
  }
  const { command, args, imagePullPolicy, privileged } = part;
  return {
    image: imageOf(part),
    imagePullPolicy: imagePullPolicy === 'Always' ? 'Always' : 'IfNotPresent',
    ...(command && { command: [literal(command)] }),
    ...(args.length && { args: args.map(literal) }),
    ...(privileged && { securityContext: { privileged } }),
  };
}

type Claim = (ports: readonly TaskPort[]) => core.ContainerPort[];

const protocols: readonly string[] = ['UDP', 'SCTP'];

/** Those that are known; names are each port's own within a container, and host ports within the pod. */
function claims(isHost: boolean): Claim {
  const taken = new Set<string>();
  return (ports) => {
    const names = new Set<string>();
    return ports.flatMap(({ name, containerPort, hostPort, protocol: asked }) => {
      if (containerPort <= 0) return [];
      const protocol = protocols.includes(asked.toUpperCase()) ? (asked.toUpperCase() as core.ContainerPort['protocol']) : 'TCP';
      const isNew = hostPort > 0 && !taken.has(`${protocol}/${hostPort}`);
      if (isHost && !isNew) return [];
      if (isNew) taken.add(`${protocol}/${hostPort}`);
      const isNamed = name !== '' && portNameText(name).length === 0 && !names.has(name);
      names.add(name);
      return [{ ...(isNamed && { name }), containerPort, ...(isNew && { hostPort }), protocol }];
    });
  };
}
