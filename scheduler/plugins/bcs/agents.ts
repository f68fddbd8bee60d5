/** Nodes as agents of BCS. What the setting of one says is a part of what its node is: a changed setting makes other NodeFacts (cluster-events.ts). */
import { bcsRules, kinds } from '../../../api';
import type { NodeFacts, NodeInfo, PluginIngredients } from '../../framework';

const { agentIp, agentOf, freeAddresses, freeAddressesName, settingName } = bcsRules;

type Agent = bcsRules.Agent;

const known = new WeakMap<NodeFacts, Agent>();

export type AgentAt = (facts: NodeFacts) => Agent;

export function agentsBy(informers: PluginIngredients['informers']): AgentAt {
  const settings = informers.of(kinds.bcsagentsettings).lister;
  return (facts) => {
    let agent = known.get(facts);
    if (!agent) known.set(facts, agent = agentOf(facts.node, settings.get({ name: settingName(agentIp(facts.node)) })));
    return agent;
  };
}

type Labels = ReturnType<bcsRules.Candidate['labelsOfOthers']>;

const noLabels: Labels = new Set<string>();

/** The agent as constraints see it. `labelsOfOthers`: those of other applications there. */
export const candidateAt = (agent: Agent, node: NodeInfo, labelsOfOthers = (): Labels => noLabels): bcsRules.Candidate => ({
  hostname: agent.hostname,
  noSchedule: agent.noSchedule,
  attributes: { get: (name) => agent.attributes.get(name) ?? (name === freeAddressesName ? addressesLeft(node) : undefined) },
  labelsOfOthers,
});

function addressesLeft({ facts, pods }: NodeInfo): bcsRules.Attribute | undefined {
  let used = 0;
  for (const { pod } of pods) if (!pod.spec.hostNetwork) used++;
  const value = freeAddresses(facts.node, used);
  return value === undefined ? undefined : { kind: 'scalar', value };
}
