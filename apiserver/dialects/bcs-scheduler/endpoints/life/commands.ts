/** Commands in containers of applications and deployments (sections 5.9 and 10.2 of the document's specification). */
import { bcsRules, kinds, type bcs, type core } from '../../../../../api';
import { decoded, readJsonObject } from '../../body';
import { route, type Call, type Route, type Service } from '../../call';
import { BcsFault } from '../../faults';
import { inBcsNamespace } from '../../namespaces';
import { orNothing } from '../../or-nothing';
import { isTold, podsOf, taskgroupIdOf } from '../../pods';
import { keyAt, keyOf, memberOf } from '../../sent';

type Kind = bcs.BcsCommandSpec['commandTargetRef']['kind'];

const families = { Application: 'application', Deployment: 'deployment' } as const satisfies Readonly<Record<Kind, string>>;

export const commandRoutes: readonly Route[] = (['Application', 'Deployment'] as const).flatMap((kind) => {
  const path = `/command/${families[kind]}/:ns/:name`;
  return [route('POST', path, send(kind)), route('GET', path, read(kind)), route('DELETE', path, remove(kind))];
});

/** Answered with the id. */
function send(kind: Kind) {
  return async (call: Call): Promise<string> => {
    const { at: { ns = '', name = '' }, service } = call;
    const spec = specIn(call, kind);
    const taskgroups = (await podsMeant(service, call, spec)).map((pod) => bcsRules.commanded(pod, spec.commandTargetRef.image));
    const prefix = `${kind}-${ns}-${name}-`;
    const id = (kind === 'Deployment' ? prefix.toLowerCase() : prefix) + service.nanos();
    const key = keyOf(ns, id);
    const commands = service.registry.of(kinds.bcscommands);
    await inBcsNamespace(service, ns, () => commands.create({ apiVersion: bcsRules.apiVersion, kind: 'BcsCommand', metadata: { ...key }, spec: { id, ...spec } }));
    // Whoever looks after commands finds out itself who is meant, where nobody comes to write it.
    await commands.update(key, (current) => (current.status?.taskgroups ? current : { ...current, status: { ...current.status, taskgroups } }), { subresource: 'status' });
    return id;
  };
}

/** Throws E10, E8. */
function specIn(call: Call, kind: Kind): Omit<bcs.BcsCommandSpec, 'id'> {
  const { at: { ns, name } } = call;
  const value = readJsonObject(call);
  if (!memberOf(value, 'spec')) throw new BcsFault('E8', 'command spec is required');
  const { spec } = decoded(bcsRules.readCommand, call.json);
  const { commandTargetRef: target, taskgroups, command, env, user, workingDir, privileged, reserveTime } = spec;
  const meant = `${target.kind.toLowerCase()} ${target.namespace}.${target.name}`;
  const asked = `${families[kind]} ${ns}.${name}`;
  if (meant !== asked) throw new BcsFault('E8', `commandTargetRef is ${meant}, the request is about ${asked}`);
  if (!command.some(Boolean)) throw new BcsFault('E8', 'command is required');
  if (reserveTime < 0) throw new BcsFault('E8', 'reserveTime must not be negative');
  return {
    commandTargetRef: { kind, name: target.name, namespace: target.namespace, ...(target.image && { image: target.image }) },
    ...(taskgroups.length && { taskgroups: [...taskgroups] }), command: [...command], ...(env.length && { env: [...env] }),
    ...(user && { user }), ...(workingDir && { workingDir }), ...(privileged && { privileged }), ...(reserveTime && { reserveTime }),
  };
}

/** Rejects with E200 for a target, and for taskgroups, that are not there. */
async function podsMeant(service: Service, call: Call, { commandTargetRef: { kind }, taskgroups: ids = [] }: Omit<bcs.BcsCommandSpec, 'id'>): Promise<readonly core.Pod[]> {
  const applications = await applicationsOf(service, call, kind);
  const all = (await Promise.all(applications.map((application) => podsOf(service, application)))).flat().filter(isTold);
  const unknown = ids.find((id) => !all.some((pod) => taskgroupIdOf(pod) === id));
  if (unknown !== undefined) throw new BcsFault('E200', `taskgroup ${unknown} not found`, { http: 404 });
  return ids.length ? all.filter((pod) => ids.includes(taskgroupIdOf(pod))) : all;
}

async function applicationsOf({ registry }: Service, call: Call, kind: Kind): Promise<readonly bcs.BcsApplication[]> {
  const { ns = '', name = '' } = call.at;
  const missing = (): never => { throw new BcsFault('E200', `${families[kind]}(${ns}.${name}) not found`, { http: 404 }); };
  if (kind === 'Application') return [(await orNothing(registry.of(kinds.bcsapplications).get(keyAt(call)))) ?? missing()];
  const deployment = (await orNothing(registry.of(kinds.bcsdeployments).get(keyAt(call)))) ?? missing();
  const bound = bcsRules.applicationsMeant(deployment).map((application) => orNothing(registry.of(kinds.bcsapplications).get(keyOf(ns, application))));
  return (await Promise.all(bound)).filter((application) => application !== undefined);
}

function read(kind: Kind) {
  return async (call: Call): Promise<object> => bcsRules.commandInfo(await commandAt(call, kind));
}

/** What has been begun goes on. */
function remove(kind: Kind) {
  return async (call: Call): Promise<void> => {
    const { metadata: { namespace, name = '', uid } } = await commandAt(call, kind);
    await orNothing(call.service.registry.of(kinds.bcscommands).delete({ namespace, name }, { preconditions: { uid } }));
  };
}

/** Rejects with E200 for an id that nobody knows, with E8 for another target's. */
async function commandAt({ at: { ns = '', name = '' }, query, service: { registry } }: Call, kind: Kind): Promise<bcs.BcsCommand> {
  const id = query.get('id');
  if (!id) throw new BcsFault('E8', 'query parameter id is required');
  const found = await orNothing(registry.of(kinds.bcscommands).get(keyOf(ns, id)));
  if (!found) throw new BcsFault('E200', `command ${id} not found`, { http: 404 });
  const { commandTargetRef: target } = found.spec;
  if (target.kind !== kind || target.name !== name) throw new BcsFault('E8', `command ${id} is of ${families[target.kind]} ${target.name}`);
  return found;
}
