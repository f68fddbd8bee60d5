/**
 * Watch data: small values by which modules tell each other something. The two environments see nothing of each other's. They are kept as
 * documents, and answered as the bare values.
 */
import { parsePath, type CollectionKey, type DocumentCondition, type DocumentKey, type DocumentPath, type StoredDocument } from '../../../../api';
import { readObject } from '../body';
import type { Call, Endpoint } from '../call';
import { documentText } from '../document-text';
import { sendArray, sendDone, sendValue } from '../envelope';
import { badInput, missing } from '../faults';
import { compact, memberText, membersOf } from '../json-text';
import { extraOf, fieldsOf, pageOf } from '../parameters';
import { textProjection } from '../projection-text';
import { timeText } from '../rendering';

export type Environment = 'mesos' | 'k8s';

export const shelfOf = (env: Environment): string => `watch-${env}`;

const collectionOf = (env: Environment, { clusterId, resourceType }: Call['at']): CollectionKey => ({ shelf: shelfOf(env), cluster: clusterId!, type: resourceType! });

const keyOf = (env: Environment, at: Call['at']): DocumentKey => ({ ...collectionOf(env, at), namespace: at.namespace!, name: at.resourceName! });

export const getWatched = (env: Environment): Endpoint => async (call) => {
  const found = await call.service.documents.get(keyOf(env, call.at));
  if (!found) throw missing();
  await sendValue(call, valueOf(found));
};

export const putWatched = (env: Environment): Endpoint => async (call) => {
  const { value, text } = await readObject(call);
  const { data } = value;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw badInput('data is no object');
  const sent = compact(memberText(text, 'data')!);
  const { clusterId, namespace, resourceType, resourceName } = call.at;
  const identity = { clusterId, namespace, resourceType, resourceName };
  await call.service.documents.put(keyOf(env, call.at), (current, fresh) => documentText(identity, withUpdateTime(sent, fresh.now), current, fresh));
  sendDone(call);
};

export const deleteWatched = (env: Environment): Endpoint => async (call) => {
  const { documents, switches } = call.service;
  if (!await documents.remove(keyOf(env, call.at)) && switches.deleteMissing === 'error') throw missing();
  sendDone(call);
};

/** The values of a namespace; as upstream, by a switch, the names of all namespaces. */
export const listWatched = (env: Environment): Endpoint => async (call) => {
  const { at, query, service: { documents, switches } } = call;
  if (switches.watchList === 'names') {
    const { documents: all } = await documents.select(collectionOf(env, at), { where: [] });
    return sendArray(call, mapped(all, ({ key: { namespace = '', name } }) => JSON.stringify(`${namespace}.${name}`)));
  }
  const question = { namespace: at.namespace!, where: extraOf(query).map(inValue), ...pageOf(query) };
  const { documents: found } = await documents.select(collectionOf(env, at), question);
  return sendArray(call, mapped(found, rendering(fieldsOf(query))));
};

/** Paths of `field` and `extra` begin at the value. */
const root = parsePath('data');

const inValue = (condition: DocumentCondition): DocumentCondition =>
  (condition.is === 'any' ? { is: 'any', of: condition.of.map(inValue) } : { ...condition, path: [...root, ...condition.path] });

const valueOf = ({ json }: StoredDocument): string => memberText(json.toString(), 'data') ?? 'null';

function rendering(fields: readonly DocumentPath[]): (document: StoredDocument) => string {
  if (fields.length === 0) return valueOf;
  const project = textProjection(fields.map((path) => [...root, ...path]));
  return ({ json }) => memberText(project(json.toString()), 'data') ?? '{}';
}

function* mapped<V>(items: Iterable<V>, map: (item: V) => string): Generator<string> {
  for (const item of items) yield map(item);
}

/** The object with the time as its last member; one of that name that was sent goes. */
function withUpdateTime(object: string, now: number): string {
  const kept: string[] = [];
  for (const { key, at, to } of membersOf(object)) if (key !== 'updateTime') kept.push(object.slice(at, to));
  return `{${[...kept, `"updateTime":"${timeText(now)}"`].join(',')}}`;
}
