/** CustomResourceDefinitions (section 3.7 of the document's specification): Kubernetes' own, by the name that they are sent with or by the one that they must have. */
import { ApiError, kinds, type CustomResourceDefinition } from '../../../../../api';
import type { Entry } from '../../../../../registry';
import { plainRoute, type Call, type Reply, type Route } from '../../call';
import { orNothing } from '../../or-nothing';
import { calledName, definitionKind, keptDefinition, properName, toldDefinition } from './definition';
import { readKubeObject, success, type Json } from './kube';
import { established, gone } from './settling';

const resource = { group: 'apiextensions.k8s.io', plural: 'customresourcedefinitions' };

const storeOf = ({ service: { registry } }: Call) => registry.store(kinds.customresourcedefinitions);

const reply = (status: number, { object }: Entry<CustomResourceDefinition>, warnings: readonly string[] = []): Reply => ({ status, json: JSON.stringify(toldDefinition(object)), warnings });

/** Rejects with NotFound. There are few. */
async function found(call: Call, name: string): Promise<Entry<CustomResourceDefinition>> {
  return await orNothing(storeOf(call).get({ name })) ?? await called(call, name) ?? fail(ApiError.notFound(resource, name));
}

const called = async (call: Call, name: string): Promise<Entry<CustomResourceDefinition> | undefined> => (await storeOf(call).list()).entries.find(({ object }) => calledName(object) === name);

function fail(error: Error): never {
  throw error;
}

interface Kept {
  readonly value: Json;
  readonly warnings: string[];
}

/** Under the name that it must have, unless somebody is strict about it. */
function kept({ service: { switches } }: Call, sent: Json): Kept {
  const name = (sent.metadata as Json | undefined)?.name;
  const proper = switches.crdNames === 'strict' ? undefined : properName(sent);
  if (proper === undefined || proper === name || typeof name !== 'string') return { value: keptDefinition(sent, name), warnings: [] };
  return { value: keptDefinition(sent, proper), warnings: [`metadata.name ${JSON.stringify(name)} is not spec.names.plural+"."+spec.group: it is kept as ${JSON.stringify(proper)}`] };
}

async function create(call: Call): Promise<Reply> {
  const sent = readKubeObject(call, definitionKind);
  const { name } = (sent.metadata ?? {}) as Json;
  if (typeof name === 'string' && await called(call, name)) throw ApiError.alreadyExists(resource, name);
  const { value, warnings } = kept(call, sent);
  const made = await storeOf(call).create(value, undefined, { warn: (text) => warnings.push(text) });
  return reply(201, await established(call.service, made), warnings);
}

/** What is sent counts as a whole; without a resourceVersion it is about whatever is there. */
async function update(call: Call): Promise<Reply> {
  const { name = '' } = call.at;
  const sent = readKubeObject(call, definitionKind);
  const { key, object } = await found(call, name);
  const metadata = (sent.metadata ?? {}) as Json;
  const named = metadata.name ?? name;
  if (named !== calledName(object) && named !== key.name) throw ApiError.badRequest(`the name of the object (${String(named)}) does not match the name on the URL (${name})`);
  const warnings: string[] = [];
  const value = keptDefinition({ ...sent, metadata: { ...metadata, name: calledName(object) } }, key.name);
  const { entry } = await storeOf(call).update(key, (current) => withVersionOf(current, value), { warn: (text) => warnings.push(text) });
  return reply(200, entry, warnings);
}

const withVersionOf = ({ metadata: { resourceVersion } }: CustomResourceDefinition, value: Json): Json => ({ ...value, metadata: { resourceVersion, ...(value.metadata as Json) } });

async function remove(call: Call): Promise<Reply> {
  const { name = '' } = call.at;
  const { key } = await found(call, name);
  const { entry, gone: isGone } = await storeOf(call).delete(key);
  if (!isGone) await gone(call.service, entry);
  return success({ name, group: resource.group, kind: resource.plural, uid: entry.object.metadata.uid ?? '' });
}

async function list(call: Call): Promise<Reply> {
  const { revision, entries } = await storeOf(call).list();
  return { status: 200, json: JSON.stringify({ kind: `${definitionKind}List`, apiVersion: 'v4', metadata: { resourceVersion: String(revision) }, items: entries.map(({ object }) => toldDefinition(object)) }) };
}

const get = async (call: Call): Promise<Reply> => reply(200, await found(call, call.at.name ?? ''));

/** The document's curl sends a body to what it reads: that is no other thing. */
const routesAt = (path: string): Route[] => [
  plainRoute('POST', path, create), plainRoute('GET', path, list),
  plainRoute('GET', `${path}/:name`, get), plainRoute('POST', `${path}/:name`, get), plainRoute('PUT', `${path}/:name`, update), plainRoute('DELETE', `${path}/:name`, remove),
];

/** The document spells it in two ways. */
export const definitionRoutes: readonly Route[] = [...routesAt('/customresourcedefinitions'), ...routesAt('/customresourcesdefinitions')];
