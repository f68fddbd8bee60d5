/**
 * Agents of the BCS scheduler: a node whose setting says something shows it, and every node of a cluster that BCS is used in has a setting. Where there is
 * neither an application, nor a deployment, nor a setting, nobody looks at nodes.
 */
import { ApiError, bcsRules, keyOf, kinds, type bcs, type core, type KubeObject, type ObjectKey } from '../../../api';
import type { ControllerFactory, Watch } from '../../../client';
import { ifPresent, uidOf } from '../../ownership';
import { projected, provided } from './projection';

const { agentIp, apiVersion, newSetting, settingName } = bcsRules;

const bySetting = 'by the name of the setting of the agent';

export const bcsAgentsController: ControllerFactory = ({ client, informers }) => {
  const nodes = informers.of(kinds.nodes);
  const settings = informers.of(kinds.bcsagentsettings);
  nodes.addIndex(bySetting, (node) => [settingName(agentIp(node))]);
  let isUsed = false;

  /** From the first of them on: all nodes are new. */
  const first = (): readonly ObjectKey[] => {
    if (isUsed) return [];
    isUsed = true;
    return nodes.lister.list().map(keyOf);
  };

  const use = (definition: typeof kinds.bcsapplications | typeof kinds.bcsdeployments): Watch => ({ definition, keys: first }) as Watch;

  const settingWatch: Watch<bcs.BcsAgentSetting> = {
    definition: kinds.bcsagentsettings,
    keys: ({ metadata: { name = '' } }) => [...first(), ...nodes.lister.byIndex(bySetting, name).map(keyOf)],
  };

  /** `change` answers with the node itself where it is as it should be. */
  async function write(node: core.Node, change: (current: core.Node) => core.Node, subresource?: 'status'): Promise<void> {
    if (change(node) === node) return;
    const written = (current: core.Node): core.Node => (uidOf(current) === uidOf(node) ? change(current) : current);
    await ifPresent(client.of(kinds.nodes).update(keyOf(node), written, subresource && { subresource }));
  }

  /** Nodes that have not said their address yet are no agents. */
  async function record(node: core.Node): Promise<void> {
    if (!node.status.addresses?.some(({ type }) => type === 'InternalIP')) return;
    const ip = agentIp(node);
    try {
      await client.of(kinds.bcsagentsettings).create(newSetting(apiVersion, settingName(ip), { innerIP: ip, disabled: false }));
    } catch (error) {
      // Somebody else has made it.
      if (!ApiError.is(error, 'AlreadyExists')) throw error;
    }
  }

  return {
    name: 'bcs-agents',
    for: kinds.nodes,
    concerns: (_: KubeObject) => isUsed,
    watches: [settingWatch as Watch, use(kinds.bcsapplications), use(kinds.bcsdeployments)],
    async reconcile(key) {
      const node = nodes.lister.get(key);
      if (!node) return;
      const setting = settings.lister.get({ name: settingName(agentIp(node)) });
      if (!setting) await record(node);
      await write(node, (current) => projected(current, setting));
      await write(node, (current) => provided(current, setting), 'status');
    },
  };
};
