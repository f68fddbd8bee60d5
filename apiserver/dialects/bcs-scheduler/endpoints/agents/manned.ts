/** The agents with what is said of them and what runs there, read together. */
import { bcsRules, isPodFinished, kinds, parseFieldSelector, type core } from '../../../../../api';
import type { Service } from '../../call';

const { agentIp, settingName } = bcsRules;

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
  for (const pod of pods.items) if (!isPodFinished(pod)) byNode.get(pod.spec.nodeName ?? '')?.push(pod);
  return {
    generation: pods.resourceVersion,
    agents: nodes.items.map((node) => ({ node, setting: settingByName.get(settingName(agentIp(node))), pods: byNode.get(node.metadata.name ?? '') ?? [] })),
  };
}

/** What runs on agents with these addresses, by address: looked for on their nodes alone. */
export async function podsAt({ registry }: Pick<Service, 'registry'>, ips: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly core.Pod[]>> {
  const nodes = (await registry.of(kinds.nodes).list()).items.filter((node) => ips.has(agentIp(node)));
  return new Map(await Promise.all(nodes.map(async (node) => [agentIp(node), await podsOn(registry, node.metadata.name ?? '')] as const)));
}

async function podsOn(registry: Service['registry'], node: string): Promise<readonly core.Pod[]> {
  const { items } = await registry.of(kinds.pods).list({ fields: parseFieldSelector(`spec.nodeName=${node}`) });
  return items.filter((pod) => !isPodFinished(pod));
}
