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

/** The agent as constraints see it, with what is counted there. */
export class CandidateAgent implements bcsRules.Candidate {
  /** `others`: tells the labels of other applications there. */
  constructor(private readonly agent: Agent, private readonly node: NodeInfo, private readonly others?: (node: NodeInfo) => Labels) {}

  get hostname(): string {
    return this.agent.hostname;
  }

  get noSchedule(): readonly string[] {
    return this.agent.noSchedule;
  }

  get attributes(): this {
    return this;
  }

  get(name: string): bcsRules.Attribute | undefined {
    return this.agent.attributes.get(name) ?? (name === freeAddressesName ? addressesLeft(this.node) : undefined);
  }

  labelsOfOthers(): Labels {
    return this.others?.(this.node) ?? noLabels;
  }
}

function addressesLeft({ facts, pods }: NodeInfo): bcsRules.Attribute | undefined {
  let used = 0;
  for (const { pod } of pods) if (!pod.spec.hostNetwork) used++;
  const value = freeAddresses(facts.node, used);
  return value === undefined ? undefined : { kind: 'scalar', value };
}
