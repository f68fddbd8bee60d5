/** Agent settings: section 3.5 of the document's specification. A record is made for any address, whether there is such an agent or not. */
import { ApiError, bcsRules, kinds, type bcs, type core } from '../../../../../api';
import { readJson } from '../../body';
import { route, type Call, type Route, type Service } from '../../call';
import { BcsFault } from '../../faults';
import { orNothing } from '../../or-nothing';
import { taskgroupIdOf } from '../../pods';
import { mannedAgents, podsAt } from './manned';

const {
  apiVersion, newSetting, readAgentResource, readSettings, readSettingUpdate, readTaints, settingIp, settingName, settingRecord, settingUpdateFault, withDisabled, withResource, withSetting,
  withTaints, withUpdate,
} = bcsRules;

type Change = ReturnType<typeof withSetting>;

const answerNothing = async (work: Promise<unknown>): Promise<null> => {
  await work;
  return null;
};

export const agentSettingRoutes: readonly Route[] = [
  route('GET', '/agentsettings', list),
  route('POST', '/agentsettings', async ({ service, json }) => {
    const sent = decodedList(json, readSettings);
    sent.forEach(({ innerIP }) => expectIp(innerIP));
    return answerNothing(eachInTurn(sent, (setting) => change(service, setting.innerIP, withSetting(setting))));
  }),
  route('DELETE', '/agentsettings', async ({ service, ...call }) =>
    answerNothing(eachInTurn(someIps(call), (ip) => orNothing(service.registry.of(kinds.bcsagentsettings).delete({ name: settingName(ip) }))))),
  route('POST', '/agentsettings/update', async ({ service, json }) => {
    const update = decoded(json, readSettingUpdate);
    const fault = settingUpdateFault(update);
    if (fault !== undefined) throw new BcsFault('E8', fault);
    return answerNothing(eachInTurn(update.ips.filter(Boolean), (ip) => change(service, ip, withUpdate(update))));
  }),
  ...([['disable', true], ['enable', false]] as const).map(([verb, disabled]) => route('POST', `/agentsettings/${verb}`, async ({ service, ...call }) =>
    answerNothing(eachInTurn(someIps(call), (ip) => change(service, ip, withDisabled(disabled)))))),
  route('PUT', '/agentsettings/taint', taint),
  // The document's curl has a body and no method.
  route('POST', '/agentsettings/taint', taint),
];

/** What the source serves beside the document. */
export const agentResourceRoute: Route = route('PUT', '/agentsettings/extendedresource', async ({ service, json }) => {
  const resource = decoded(json, readAgentResource);
  expectIp(resource.InnerIP);
  if (!resource.Name) throw new BcsFault('E8', 'Name is required');
  return answerNothing(change(service, resource.InnerIP, withResource(resource)));
});

async function list({ service, query }: Call): Promise<object[]> {
  const asked = new Set(ipsOf({ query }));
  const { items } = await service.registry.of(kinds.bcsagentsettings).list();
  const found = asked.size === 0 ? items : items.filter((setting) => asked.has(settingIp(setting)));
  if (!found.length) return [];
  const pods = asked.size === 0 ? await podsOfAll(service) : await podsAt(service, asked);
  return found.map((setting) => settingRecord(setting, (pods.get(settingIp(setting)) ?? []).map(taskgroupIdOf).filter(Boolean)));
}

async function podsOfAll(service: Service): Promise<ReadonlyMap<string, readonly core.Pod[]>> {
  return new Map((await mannedAgents(service)).agents.map(({ node, pods }) => [bcsRules.agentIp(node), pods]));
}

async function taint({ service, json }: Call): Promise<null> {
  const taints = decodedList(json, readTaints);
  taints.forEach(({ innerIP }) => expectIp(innerIP));
  return answerNothing(eachInTurn(taints, ({ innerIP, noSchedule }) => change(service, innerIP, withTaints(noSchedule))));
}

/** In the order in which they are sent: the last word on an address counts. */
async function eachInTurn<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (const item of items) await work(item);
}

/** Of the record that there is, or of a new one. */
async function change({ registry }: Service, ip: string, changed: Change): Promise<void> {
  const settings = registry.of(kinds.bcsagentsettings);
  const name = settingName(ip);
  const again = (current: bcs.BcsAgentSetting): bcs.BcsAgentSetting => ({ ...current, spec: changed(current.spec) });
  if (await orNothing(settings.update({ name }, again))) return;
  try {
    await settings.create(newSetting(apiVersion, name, changed({ innerIP: ip, disabled: false })));
  } catch (error) {
    // Somebody else was quicker.
    if (!ApiError.is(error, 'AlreadyExists')) throw error;
    await settings.update({ name }, again);
  }
}

const ipsOf = ({ query }: Pick<Call, 'query'>): readonly string[] => (query.get('ips') ?? '').split(',').map((ip) => ip.trim()).filter(Boolean);

function someIps(call: Pick<Call, 'query'>): readonly string[] {
  const ips = ipsOf(call);
  if (!ips.length) throw new BcsFault('E8', 'ips is required');
  return ips;
}

function expectIp(ip: string): void {
  if (!ip.trim()) throw new BcsFault('E8', 'innerIP is required');
}

/** Whatever is wrong with what was sent is E8 here. */
function decoded<T>(json: string, read: (json: string) => T): T {
  try {
    readJson({ json });
    return read(json);
  } catch (error) {
    if (error instanceof BcsFault || error instanceof bcsRules.DefinitionFault) throw new BcsFault('E8', error.message, { cause: error });
    throw error;
  }
}

/** A single one may come without brackets. */
function decodedList<T>(json: string, read: (json: string) => readonly T[]): readonly T[] {
  const found = decoded(/^\s*\{/.test(json) ? `[${json}]` : json, read);
  if (!found.length) throw new BcsFault('E8', 'no agents');
  return found;
}
