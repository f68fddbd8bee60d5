/** Which handler answers which verb of which path. */
import { ApiError, type ResourceDefinition, type Subresource } from '../../../api';
import type { VerbHandler } from './call';
import type { RequestInfo, Verb } from './request-info';
import { action } from './verbs/action';
import { connect } from './verbs/connect';
import { create } from './verbs/create';
import { remove } from './verbs/delete';
import { deleteCollection } from './verbs/delete-collection';
import { get } from './verbs/get';
import { list } from './verbs/list';
import { patch } from './verbs/patch';
import { getProjection, patchProjection, updateProjection } from './verbs/projection';
import { update } from './verbs/update';
import { watch } from './verbs/watch';

const objectVerbs: Readonly<Record<Verb, VerbHandler>> = { get, list, watch, create, update, patch, delete: remove, deletecollection: deleteCollection };

type SubresourceVerbs = Readonly<Partial<Record<Verb, VerbHandler>>>;

const subresourceVerbs: Readonly<Record<Subresource<never>['type'], SubresourceVerbs>> = {
  view: { get, update, patch },
  projection: { get: getProjection, update: updateProjection, patch: patchProjection },
  action: { create: action },
  procedure: { create: action },
  connection: { get: connect, create: connect, update: connect, patch: connect, delete: connect },
};

/** The verbs that a subresource has, as discovery tells them. */
export const verbsOf = (subresource: Subresource<never>): readonly string[] =>
  ('verbs' in subresource ? subresource.verbs : undefined) ?? Object.keys(subresourceVerbs[subresource.type]).sort();

/** The info as it fits the resource's scope; undefined: no such path. A namespace's own path is that of a cluster-scoped object. */
export function place(info: RequestInfo, namespaced: boolean): RequestInfo | undefined {
  if (namespaced) return info.name !== undefined && info.namespace === undefined ? undefined : info;
  if (info.namespace === undefined) return info;
  const itself = info.resource === 'namespaces' && info.group === '' && info.name === info.namespace;
  return itself ? { ...info, namespace: undefined } : undefined;
}

/** Throws ApiError NotFound or MethodNotAllowed. */
export function handlerOf(info: RequestInfo, { subresources, verbs, scope }: ResourceDefinition, method: string): VerbHandler {
  const { verb, subresource, namespace, name } = info;
  const namespaced = scope === 'Namespaced';
  if (subresource !== undefined) return belowObject(info, Object.hasOwn(subresources, subresource) ? (subresources[subresource] as Subresource<never>) : undefined, method);
  if (!verb || !verbs.includes(verb)) throw methodNotAllowed();
  if (verb === 'create' && (name !== undefined || (namespaced && namespace === undefined))) throw methodNotAllowed();
  if ((verb === 'update' || verb === 'patch') && name === undefined) throw methodNotAllowed();
  if (verb === 'deletecollection' && namespaced && namespace === undefined) throw methodNotAllowed();
  return objectVerbs[verb];
}

function belowObject({ verb, rest }: RequestInfo, found: Subresource<never> | undefined, method: string): VerbHandler {
  const passesOn = found?.type === 'connection' && found.carries === 'request';
  if (!found || (rest.length > 0 && !passesOn)) throw ApiError.noSuchResource();
  // A verb of none of ours, but what is passed on may know it.
  if (passesOn && method === 'OPTIONS') return connect;
  const handler = verb && verbsOf(found).includes(verb) ? subresourceVerbs[found.type][verb] : undefined;
  if (!handler) throw methodNotAllowed();
  return handler;
}

/** What upstream's router says of a method that a path does not have. */
export const methodNotAllowed = (): ApiError =>
  ApiError.fromStatus({ code: 405, reason: 'MethodNotAllowed', message: 'the server does not allow this method on the requested resource', details: {} });
