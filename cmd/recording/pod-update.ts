/**
 * What may change of a pod, as the recording has it. Admission fills in what it finds right in its own cluster (accounts, volumes of tokens,
 * tolerations), so a recorded spec as a whole would be refused here (ValidatePodUpdate).
 */
import { omit, same, type core } from '../../api';

export function updatedPodSpec(current: core.PodSpec, { activeDeadlineSeconds, schedulingGates, nodeSelector, affinity, ...recorded }: core.PodSpec): core.PodSpec {
  const settled = omit(current, 'activeDeadlineSeconds', 'schedulingGates', 'nodeSelector', 'affinity');
  const further = recorded.tolerations?.filter((toleration) => !current.tolerations?.some((known) => same(known, toleration))) ?? [];
  return {
    ...settled,
    ...(activeDeadlineSeconds !== undefined && { activeDeadlineSeconds }), ...(schedulingGates && { schedulingGates }), ...(nodeSelector && { nodeSelector }), ...(affinity && { affinity }),
    containers: withImages(current.containers, recorded.containers),
    ...(current.initContainers && { initContainers: withImages(current.initContainers, recorded.initContainers ?? []) }),
    ...(further.length > 0 && { tolerations: [...current.tolerations ?? [], ...further] }),
  };
}

const withImages = (containers: readonly core.Container[], recorded: readonly core.Container[]): core.Container[] =>
  containers.map((container) => ({ ...container, image: recorded.find(({ name }) => name === container.name)?.image ?? container.image }));
