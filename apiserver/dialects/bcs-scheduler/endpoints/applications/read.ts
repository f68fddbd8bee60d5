/** What is told of applications, their taskgroups and their versions. */
import { bcsRules, type bcs, type core } from '../../../../../api';
import { BcsFault } from '../../faults';
import type { Call } from '../../call';
import { JsonItems } from '../../envelope';
import { nodesNamed } from '../../nodes';
import { podsOf } from '../../pods';
import { applicationAt, type WorkloadKind } from './intend';
import { recordsOf } from './records';
import { versionsOf } from './versions';

const { records } = bcsRules;

export const listApplications = (kind: WorkloadKind) => async ({ service, at: { ns = '' } }: Call): Promise<JsonItems> =>
  new JsonItems(await recordsOf(service, bcsRules.labelName(ns), kind));

export async function fetchApplication(call: Call): Promise<object> {
  const application = await applicationAt(call);
  const pods = await podsOf(call.service, application);
  const nodes = await nodesOf(call, pods);
  const now = call.service.clock.now();
  return records.applicationRecord(application, pods, (pod) => bcsRules.isNodeLost(pod, nodes.get(pod.spec.nodeName ?? ''), now));
}

const nodesOf = ({ service }: Call, pods: readonly core.Pod[]): ReturnType<typeof nodesNamed> => nodesNamed(service, pods.map(({ spec: { nodeName = '' } }) => nodeName));

export const listTaskgroups = async (call: Call): Promise<readonly object[]> => records.taskgroupRecords(...await placedOf(call));

export const listTasks = async (call: Call): Promise<readonly object[]> => records.tasksRecords(...await placedOf(call));

async function placedOf(call: Call): Promise<Parameters<typeof records.taskgroupRecords>> {
  const { service } = call;
  const application = await applicationAt(call);
  const [pods, versions] = await Promise.all([podsOf(service, application), versionsOf(service, application)]);
  const [nodes, byId] = [await nodesOf(call, pods), new Map(versions.map((version) => [version.spec.id, version]))];
  return [pods, { application, versionOf: (id) => byId.get(id), nodeOf: (name) => nodes.get(name), now: service.clock.now(), timing: service.timing, stopped: service.switches.stopped }];
}

export const listVersions = async (call: Call): Promise<readonly string[]> => (await versionsOf(call.service, await applicationAt(call))).map(({ spec: { id } }) => id);

/** Without an id the newest. */
export async function fetchVersion(call: Call): Promise<object> {
  const { service, at: { versionid = '' } } = call;
  const versions = await versionsOf(service, await applicationAt(call));
  return records.versionRecord(chosen(versions, versionid), service.timing);
}

function chosen(versions: readonly bcs.BcsVersion[], id: string): bcs.BcsVersion {
  const found = id ? versions.find(({ spec }) => spec.id === id) : versions.at(-1);
  if (found) return found;
  throw id ? new BcsFault('E200', `version ${id} not found`, { http: 404 }) : new BcsFault('E232', 'there is no version');
}
