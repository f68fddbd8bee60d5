/** The agents with what is said of them and what runs there, read together. */
import { bcsRules, kinds, type core } from '../../../../../api';
import type { Service } from '../../call';

const { agentIp, settingName } = bcsRules;

const hasEnded = ({ status }: core.Pod): boolean => status.phase === 'Succeeded' || status.phase === 'Failed';

export interface Cluster {
  /** By name. */
  readonly agents: readonly bcsRules.Manned[];
  /** Another one whenever anything may have changed. */
  readonly generation: string;
}

export async function mannedAgents({ registry }: Pick<Service, 'registry'>): Promise<Cluster> {
  const [nodes, settings, pods] = await Promise.all([registry.of(kinds.nodes).list(), registry.of(kinds.bcsagentsettings).list(), registry.of(kinds.pods).list()]);
  const settingByName = new Map(settings.items.map((setting) => [setting.metadata.name, setting]));
  const byNode = new Map<string, core.Pod[]>(nodes.items.map(({ metadata: { name = '' } }) => [name, []]));
  for (const pod of pods.items) if (!hasEnded(pod)) byNode.get(pod.spec.nodeName ?? '')?.push(pod);
  return {
    generation: pods.resourceVersion,
    agents: nodes.items.map((node) => ({ node, setting: settingByName.get(settingName(agentIp(node))), pods: byNode.get(node.metadata.name ?? '') ?? [] })),
  };
}
