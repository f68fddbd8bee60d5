/** Agent settings as they are sent and told (sections 3.5 and 5.7 of the document's specification). */
import { flag, float, integer, list, optional, record, text, type Of } from '../go-json';
import type { AgentResource, BcsAgentSetting, BcsAgentSettingSpec } from '../kinds/bcs/bcsagentsettings';
import { settingIp } from './agents';
import { readAs, struct } from './reading';

const textValue = struct('Value_Text', { value: text });
const scalarValue = struct('Value_Scalar', { value: float });
const resource = struct('ExtendedResource', { InnerIP: text, Name: text, Value: float, Capacity: float, Socket: text });

const setting = struct('BcsClusterAgentSetting', {
  innerIP: text, disabled: flag, strings: record(textValue), scalars: record(scalarValue),
  noSchedule: optional(record(text)), pods: list(text), ExtendedResources: optional(record(resource)),
});

const update = struct('BcsClusterAgentSettingUpdate', { ips: list(text), name: text, valuetype: integer('int'), text: optional(textValue), scalar: optional(scalarValue) });

const taint = struct('BcsClusterAgentSetting', { innerIP: text, noSchedule: record(text) });

type SentSetting = Of<typeof setting>;
type SettingUpdate = Of<typeof update>;

/** `json`: well-formed. They throw DefinitionFault. */
export const readSettings = (json: string): readonly SentSetting[] => readAs(list(setting), json);
export const readSettingUpdate = (json: string): SettingUpdate => readAs(update, json);
export const readTaints = (json: string): readonly Of<typeof taint>[] => readAs(list(taint), json);
export const readAgentResource = (json: string): Required<AgentResource> => readAs(resource, json);

const textType = 103;
const scalarType = 101;

type Change = (spec: BcsAgentSettingSpec) => BcsAgentSettingSpec;

/** What is sent replaces what is said there; taints and resources stay where nothing is said of them. */
export const withSetting = ({ disabled, strings, scalars, noSchedule, ExtendedResources }: SentSetting): Change => (spec) =>
  ({ ...spec, disabled, strings, scalars, ...(noSchedule && { noSchedule }), ...(ExtendedResources && { ExtendedResources }) });

/** Why an update is none; undefined: it is one. */
export function settingUpdateFault({ ips, name, valuetype, text: said, scalar }: SettingUpdate): string | undefined {
  if (!ips.some(Boolean)) return 'no agent ips';
  if (!name) return 'no attribute name';
  if (valuetype === textType) return said ? undefined : 'text is required for valuetype 103';
  if (valuetype === scalarType) return scalar ? undefined : 'scalar is required for valuetype 101';
  return `valuetype ${valuetype} is neither 103 (text) nor 101 (scalar)`;
}

/** Of an update without a fault. */
export const withUpdate = ({ name, valuetype, text: said, scalar }: SettingUpdate): Change => (spec) => (valuetype === textType
  ? { ...spec, strings: { ...spec.strings, [name]: { value: said?.value ?? '' } } }
  : { ...spec, scalars: { ...spec.scalars, [name]: { value: scalar?.value ?? 0 } } });

export const withDisabled = (disabled: boolean): Change => (spec) => ({ ...spec, disabled });

export const withTaints = (noSchedule: Readonly<Record<string, string>>): Change => (spec) => ({ ...spec, noSchedule: { ...noSchedule } });

export const withResource = (found: Required<AgentResource>): Change => (spec) => ({ ...spec, ExtendedResources: { ...spec.ExtendedResources, [found.Name]: found } });

export const newSetting = (apiVersion: string, name: string, spec: BcsAgentSettingSpec): BcsAgentSetting => ({ apiVersion, kind: 'BcsAgentSetting', metadata: { name }, spec });

/** `pods`: the ids of the taskgroups there. */
export function settingRecord(found: BcsAgentSetting, pods: readonly string[]): object {
  const { disabled = false, strings = {}, scalars = {}, noSchedule = {}, ExtendedResources = {} } = found.spec;
  return { innerIP: settingIp(found), disabled, strings, scalars, noSchedule, pods, ExtendedResources };
}
