/** Documents of one kind in one cluster, by what stands in them (the document's chapters query-mesos and query-k8s). */
import type { Call, Endpoint, Parameters } from '../call';
import { NotServed } from '../faults';
import { extraOf, fieldsOf, pageOf } from '../parameters';
import { sendDocuments } from '../rendering';
import { readTruth } from './comparisons';
import type { QueriedKind } from './filters';
import { givenOf } from './given';
import { dynamicCollection, kindAt } from './kinds';
import { sendNamespaces } from './namespaces';
import { conditionsOf } from './parameter';
import { conditionsThrough, goesThrough } from './through';

export const query = (env: QueriedKind['env']): Endpoint => async (call) => {
  const kind = kindAt(env, call.at.kind ?? '');
  if (kind.getOnly && call.request.method === 'POST') throw new NotServed();
  const given = await givenOf(call);
  const { namespaces } = kind;
  if (namespaces && (!namespaces.when || readTruth(given.get(namespaces.when) ?? ''))) await sendNamespaces(call, namespaces.of);
  else await sendFitting(call, kind, given);
};

async function sendFitting(call: Call, { types, parameters, preset }: QueriedKind, given: Parameters): Promise<void> {
  const { at, service: { documents, switches: { zone, applicationPodIp } } } = call;
  const collectionOf = dynamicCollection(at.clusterId ?? '');
  const through = applicationPodIp === 'taskgroups' ? parameters.filter(goesThrough) : [];
  const own = parameters.filter((parameter) => !through.some(({ name }) => name === parameter.name));
  const where = [
    ...conditionsOf(own, given, zone, preset), ...await conditionsThrough(through, given, zone, documents, collectionOf), ...extraOf(given),
  ];
  const { documents: found } = await documents.select(types.map(collectionOf), { where, ...pageOf(given) });
  await sendDocuments(call, { documents: found }, fieldsOf(given));
}
