/**
 * Settings of agents: what somebody says of a node by its address, whether there is such a node or not. Attributes are laid over those that
 * the node has, and are never written into it; `disabled` and `noSchedule` show on the node as well.
 */
import { flag, plainManifest, record, text, texts, type Shape } from '../../custom/shapes';
import { objectName } from '../../bcs/names';
import { invalid } from '../../field-error';
import type { KubeObject } from '../../object';
import { when } from '../checks';
import { age, builtIn, named, ruledBy } from './kind';

export interface BcsAgentSetting extends KubeObject {
  spec: BcsAgentSettingSpec;
}

/** The document's AgentSetting; `pods` is found out when somebody asks. */
export interface BcsAgentSettingSpec {
  /** Absent: as the object is called. */
  innerIP?: string;
  /** Nothing new is placed there. */
  disabled?: boolean;
  strings?: Record<string, { value: string }>;
  scalars?: Record<string, { value: number }>;
  /** Taints. */
  noSchedule?: Record<string, string>;
  ExtendedResources?: Record<string, AgentResource>;
}

/** What a device plugin offers. The document's spelling. */
export interface AgentResource {
  InnerIP?: string;
  Name?: string;
  Value?: number;
  Capacity?: number;
  Socket?: string;
}

const number = (description: string): Shape => ({ type: 'number', description });

const mapOf = (description: string, value: Shape): Shape => ({ type: 'object', additionalProperties: value, description });

const spec = record('What is said of the agent.', {
  innerIP: text('Its address; absent: as the object is called.'),
  disabled: flag('No new taskgroups are placed there; those that are there stay.'),
  strings: mapOf('Attributes that are text, over those that the node has.', record('An attribute.', { value: text('The text.') })),
  scalars: mapOf('Attributes that are numbers, over those that the node has.', record('An attribute.', { value: number('The number.') })),
  noSchedule: texts('Taints: only applications that tolerate one of them are placed there.'),
  ExtendedResources: mapOf('What device plugins offer there.', record('A resource.', {
    InnerIP: text('The address of the agent.'),
    Name: text('The resource.'),
    Value: number('How much there was when it was registered.'),
    Capacity: number('How much there is.'),
    Socket: text('Where the device plugin listens.'),
  })),
});

const structure = builtIn<BcsAgentSetting>(plainManifest(
  named('BcsAgentSetting', 'bcsagentsettings', 'Cluster', 'bcsagent'), record('What is said of an agent, which is a Node, by its address (the BCS scheduler\'s AgentSetting).', { spec }, ['spec']),
  [
    { name: 'Disabled', type: 'boolean', jsonPath: '.spec.disabled', description: 'Whether nothing new is placed there.' },
    { name: 'NoSchedule', type: 'string', jsonPath: '.spec.noSchedule', description: 'Its taints.' },
    { name: 'Strings', type: 'string', jsonPath: '.spec.strings', description: 'Attributes that are text.', priority: 1 },
    { name: 'Scalars', type: 'string', jsonPath: '.spec.scalars', description: 'Attributes that are numbers.', priority: 1 },
    age,
  ],
));

export const bcsagentsettings = ruledBy(structure, ({ metadata: { name }, spec: { innerIP } }) =>
  when(innerIP !== undefined && objectName(innerIP) !== name, () => invalid('spec.innerIP', innerIP, 'must be the address that the object is named after')));
