/** Which updates of a pod are looked at: only images change (k8s.io/pod-security-admission isSignificantPodUpdate). */
import type { core } from '../../../api';

type Containers = readonly Pick<core.Container, 'name' | 'image'>[];

const differ = (now: Containers = [], before: Containers = []): boolean =>
  now.length !== before.length || now.some(({ image }, i) => image !== before[i]?.image);

const debuggersDiffer = (now: Containers = [], before: Containers = []): boolean =>
  now.some(({ name, image }) => before.find((one) => one.name === name)?.image !== image);

export const isSignificant = ({ spec }: core.Pod, { spec: before }: core.Pod): boolean =>
  differ(spec.containers, before.containers) || differ(spec.initContainers, before.initContainers) || debuggersDiffer(spec.ephemeralContainers, before.ephemeralContainers);
