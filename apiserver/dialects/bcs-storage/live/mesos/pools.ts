/** How many addresses there are for taskgroups (IPPoolStatic of the document): each agent's range is a pool. */
import { bcsRules, isPodFinished, kinds, same, type bcs, type core } from '../../../../../api';
import type { Entry } from '../../../../../registry';
import { madeOf } from '../derived-document';
import type { Part, View } from '../derived';

const { agentIp, attributesOf, freeAddresses, freeAddressesName, marks, settingName } = bcsRules;

/** An address of its own, not its agent's. */
const hasAddress = (pod: core.Pod): boolean => Boolean(pod.status.podIP) && !pod.spec.hostNetwork && !isPodFinished(pod);

/** It asks for a certain one, and has it not yet. */
const waits = (pod: core.Pod): boolean => pod.metadata.annotations?.[marks.requestedIpAnnotation] !== undefined && !pod.status.podIP && !isPodFinished(pod);

const active = (node: string): string => `active ${node}`;
const reserved = 'reserved';

/** There is one document. */
const affects = (): readonly string[] => ['pools'];

const pods: Part<core.Pod> = {
  isPart: ({ object }) => hasAddress(object) || waits(object),
  matters: (before, after) => hasAddress(before) !== hasAddress(after) || before.spec.nodeName !== after.spec.nodeName,
  groups: (pod) => [hasAddress(pod) ? active(pod.spec.nodeName ?? '') : reserved],
  affects,
};

const nodes: Part<core.Node> = { isPart: ({ object }) => object.spec?.podCIDR !== undefined, matters: (before, after) => !same([before.spec, before.status?.addresses], [after.spec, after.status?.addresses]), affects };

/** What a setting says counts before what the node's range says. */
const said = (setting: Entry<bcs.BcsAgentSetting> | undefined): number | undefined => {
  const found = attributesOf(setting?.object).find(([name]) => name === freeAddressesName)?.[1];
  return found?.kind === 'scalar' ? found.value : undefined;
};

/** Whose namespace is as old as the cluster, and is what clusters are known by. */
const birth = 'kube-system';

export const pools = (cluster: string): View => (sight) => {
  const cradle = sight.follow(kinds.namespaces, { isPart: ({ key }) => key.name === birth, matters: () => false, affects });
  const agents = sight.follow(kinds.nodes, nodes);
  const settings = sight.follow(kinds.bcsagentsettings, { affects });
  const holders = sight.follow(kinds.pods, pods);
  const used = ({ metadata: { name = '' } }: core.Node): number => holders.count(active(name));
  const free = (node: core.Node): number => said(settings.get(`/${settingName(agentIp(node))}`)) ?? freeAddresses(node, used(node)) ?? 0;
  return () => {
    const all = [...agents.all].map(({ object }) => object);
    const since = cradle.get(`/${birth}`);
    if (!all.length || !since) return undefined;
    const sum = (of: (node: core.Node) => number): number => all.reduce((total, node) => total + of(node), 0);
    const data = { poolnum: all.length, activeip: sum(used), availableip: sum(free), reservedip: holders.count(reserved) };
    return madeOf(since, { name: `IPPoolStatic-${cluster}` }, data);
  };
};
