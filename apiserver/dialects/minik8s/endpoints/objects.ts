/** What can be done with objects of any kind. */
import { ApiError, formatTime, type KubeObject } from '../../../../api';
import type { Call, Endpoint } from '../call';
import { readObject, readStatus } from '../decode';
import { Refusal, sendDeleted, sendJson, sendMessage, sendText } from '../envelope';
import { inNamespace } from '../../../dialect';
import type { Header } from '../objects/common';
import { statusOf, type Entity, type Extent, type Options } from '../objects/entity';
import { collectionNamespace, expectSame, keyOfItem, placed } from '../scope';
import type { Naming } from '../shape';

const namingOf = ({ legacyStringData }: Options): Naming => (legacyStringData ? 'legacy' : 'camelCase');

/** Items and lists: as they are, or as JSON in a text (D-1). */
const sendData = ({ response, options: { legacyStringData } }: Call, data: unknown): void =>
  sendText(response, 200, `{"data":${legacyStringData ? JSON.stringify(JSON.stringify(data)) : JSON.stringify(data)}}`);

async function readerOf({ reader, fromStored }: Entity, { context: { registry }, options }: Call, extent: Extent): Promise<(stored: KubeObject) => Header> {
  return reader ? reader(registry, extent, options) : (stored) => fromStored(stored, options);
}

/** What the kind is called when it is missing or there already. */
async function named<V>({ definition, texts }: Entity, doing: Promise<V>): Promise<V> {
  try {
    return await doing;
  } catch (error) {
    if (!(error instanceof ApiError) || error.details?.kind !== definition.names.plural) throw error;
    if (error.reason === 'NotFound') throw new Refusal(404, texts.missing, { cause: error });
    if (error.reason === 'AlreadyExists') throw new Refusal(409, texts.exists, { cause: error });
    throw error;
  }
}

export const list = (entity: Entity): Endpoint => async (call) => {
  const namespace = collectionNamespace(entity, call);
  const { items } = await call.context.registry.of(entity.definition).list(namespace === undefined ? {} : { namespace });
  await sendItems(entity, call, items, { namespace });
};

export async function sendItems(entity: Entity, call: Call, items: readonly KubeObject[], extent: Extent): Promise<void> {
  const readItem = items.length ? await readerOf(entity, call, extent) : undefined;
  sendData(call, items.map((item) => {
    const found = readItem!(item);
    return entity.shape.write(entity.listed?.(found) ?? found, namingOf(call.options));
  }));
}

/** Several APIs have a collection's path for the item that the query names. */
export const listOrNamed = (entity: Entity): Endpoint => async (call) => {
  const name = call.query.get('name');
  return name ? read(entity)({ ...call, at: { ...call.at, name } }) : list(entity)(call);
};

export const create = (entity: Entity): Endpoint => async (call) => {
  const { registry, clock, random } = call.context;
  const sent = placed(entity, call, await readObject(entity, call));
  const { namespace } = sent.metadata;
  const complete = entity.complete ? await entity.complete(sent, { registry, clock, random, namespace: namespace ?? '' }) : sent;
  const stored = entity.toStored(complete);
  await named(entity, inNamespace(registry, namespace, () => registry.of(entity.definition).create(stored)));
  sendMessage(call.response, 201, entity.texts.created);
};

async function written(entity: Entity, call: Call): Promise<Header> {
  const key = keyOfItem(entity, call);
  const stored = await named(entity, call.context.registry.of(entity.definition).get(key));
  return (await readerOf(entity, call, key))(stored);
}

export const read = (entity: Entity): Endpoint => async (call) => {
  sendData(call, entity.shape.write(await written(entity, call), namingOf(call.options)));
};

export const readStatusOf = (entity: Entity): Endpoint => async (call) => {
  const data = entity.statusShape?.write(statusOf(await written(entity, call)) as object | undefined, namingOf(call.options));
  sendJson(call.response, 200, { data });
};

export const replace = (entity: Entity): Endpoint => async (call) => {
  const sent = await readObject(entity, call);
  const key = keyOfItem(entity, call);
  expectSame(key, sent);
  const stored = await named(entity, call.context.registry.of(entity.definition).update(key, (current) => entity.replace?.(current, sent) ?? current));
  const echo = entity.echoes && { data: entity.shape.write(entity.fromStored(stored, call.options), namingOf(call.options)) };
  sendJson(call.response, 200, { ...echo, message: entity.texts.updated });
};

/** A status of an object that is not there is nobody's (D-5). */
export const report = (entity: Entity): Endpoint => async (call) => {
  const { statusShape } = entity;
  if (!statusShape) throw new Refusal(404, 'there is no status');
  const { status, whole } = await readStatus({ ...entity, statusShape }, call);
  const key = keyOfItem(entity, call);
  if (whole !== undefined) expectSame(key, entity.shape.read(whole, '', 'yaml') ?? {});
  const now = formatTime(call.context.clock.now());
  await named(entity, call.context.registry.of(entity.definition).update(key, (current) => entity.report?.(current, status, now) ?? current, { subresource: 'status' }));
  sendMessage(call.response, 200, entity.texts.reported);
};

/** At once, as the document's objects go (§4.3): what they leave behind is collected. */
export const remove = (entity: Entity): Endpoint => async (call) => {
  const { registry } = call.context;
  try {
    await named(entity, registry.of(entity.definition).delete(keyOfItem(entity, call), { gracePeriodSeconds: 0, propagationPolicy: 'Background' }));
  } catch (error) {
    // D-9
    if (entity.deletingNothing || !(error instanceof Refusal) || error.code !== 404) throw error;
  }
  sendDeleted(call.response);
};
