/** Metric data: documents of a cluster, told apart by namespace, type and name. */
import { matches, parsePath, type CollectionKey, type DocumentCondition, type DocumentKey } from '../../../../api';
import { dataTextOf, readObject } from '../body';
import type { Call, Endpoint, Parameters } from '../call';
import { documentText } from '../document-text';
import { sendArray, sendDone, sendValue } from '../envelope';
import { missing } from '../faults';
import { extraOf, fieldsOf, listed, pageOf } from '../parameters';
import { rendering, sendDocuments } from '../rendering';

export const shelf = 'metric';

/** All metrics of a cluster are asked for as one. */
export const collectionOf = ({ clusterId }: Call['at']): CollectionKey => ({ shelf, cluster: clusterId!, type: shelf });

/** Encoded, it holds no slash: names of documents are type and name. */
const prefixOf = (type: string): string => `${encodeURIComponent(type)}/`;

const keyOf = (at: Call['at']): DocumentKey => ({ ...collectionOf(at), namespace: at.namespace!, name: prefixOf(at.type!) + at.name! });

/** Whether a document's name is that of a metric of the type. */
export function namesOfType(type: string): (name: string) => boolean {
  const prefix = prefixOf(type);
  return (name) => name.startsWith(prefix);
}

export const getMetric: Endpoint = async (call) => {
  const { at, query, service } = call;
  const found = await service.documents.get(keyOf(at));
  const where = extraOf(query);
  if (!found || (where.length && !matches(where, found.value))) throw missing();
  await sendValue(call, rendering(service, fieldsOf(query))(found));
};

export const putMetric: Endpoint = async (call) => {
  const { at: { clusterId, namespace, type, name }, service: { documents } } = call;
  const data = dataTextOf(await readObject(call));
  await documents.put(keyOf(call.at), (current, fresh) => documentText({ clusterId, namespace, type, name }, data, current, fresh));
  sendDone(call);
};

export const deleteMetric: Endpoint = async (call) => {
  const { documents, switches } = call.service;
  if (!await documents.remove(keyOf(call.at)) && switches.deleteMissing === 'error') throw missing();
  sendDone(call);
};

export const queryMetrics: Endpoint = async (call) => {
  const { at, query, service: { documents } } = call;
  const where = [...['namespace', 'type', 'name'].flatMap((name) => oneOf(query, name)), ...extraOf(query)];
  const { documents: found } = await documents.select(collectionOf(at), { where, ...pageOf(query) });
  await sendDocuments(call, { documents: found }, fieldsOf(query));
};

/** The clusters that have any. */
export const listMetricClusters: Endpoint = async (call) => {
  const collections = await call.service.documents.collections(shelf);
  await sendArray(call, collections.map(({ cluster }) => cluster).sort().map((cluster) => JSON.stringify(cluster)));
};

function oneOf(parameters: Parameters, name: string): readonly DocumentCondition[] {
  const texts = listed(parameters.get(name) ?? '');
  return texts.length ? [{ is: 'in', path: parsePath(name), texts }] : [];
}
