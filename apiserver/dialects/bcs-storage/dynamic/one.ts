/** One document of dynamic data. */
import { matches, type DocumentCondition, type DocumentKey, type StoredDocument } from '../../../../api';
import { dataTextOf, readObject } from '../body';
import type { Call, Endpoint } from '../call';
import { documentText } from '../document-text';
import { sendArray, sendDone, sendValue } from '../envelope';
import { badInput, missing } from '../faults';
import { extraOf, fieldsOf, strictExtraOf } from '../parameters';
import { rendering } from '../rendering';
import { isProcessPath, keyOf, kindsDeleted, kindsRead, type Form } from './address';

export const getOne = (form: Form): Endpoint => async (call) => {
  const { query, service } = call;
  const found = await find(call, form, [...kindsRead(call), ...extraOf(query)]);
  if (!found[0]) throw missing();
  const render = rendering(service, fieldsOf(query));
  await (service.switches.getOne === 'object' ? sendValue(call, render(found[0])) : sendArray(call, found.map(render)));
};

export const putOne = (form: Form): Endpoint => async (call) => {
  const data = dataTextOf(await readObject(call));
  const key = await keyToWrite(call, form);
  const identity = { clusterId: key.cluster, namespace: key.namespace, resourceType: key.type, resourceName: key.name };
  await call.service.documents.put(key, (current, fresh) => {
    if (current && isProcessPath(call)) refuseOther(call, current);
    return documentText(identity, data, current, fresh);
  });
  sendDone(call);
};

export const deleteOne = (form: Form): Endpoint => async (call) => {
  const { query, service: { documents, switches } } = call;
  const where = [...kindsDeleted(call), ...strictExtraOf(query)];
  const key = keyOf(call, form);
  const gone = where.length || inAnyNamespace(call, form)
    ? await documents.removeAll(key, { ...scopeOf(call, form), where: [named(key), ...where] }) > 0
    : await documents.remove(key);
  if (!gone && switches.deleteMissing === 'error') throw missing();
  sendDone(call);
};

/** As the original has it: one document of a cluster is whichever has the name, in a namespace or in none. */
const inAnyNamespace = ({ service: { switches } }: Call, form: Form): boolean => form === 'cluster' && switches.clusterScope === 'upstream';

const scopeOf = (call: Call, form: Form): { readonly namespace?: string | null } => (inAnyNamespace(call, form) ? {} : { namespace: keyOf(call, form).namespace ?? null });

const named = ({ name }: DocumentKey): DocumentCondition => ({ is: 'in', path: ['resourceName'], texts: [name] });

async function find(call: Call, form: Form, where: readonly DocumentCondition[]): Promise<readonly StoredDocument[]> {
  const { documents } = call.service;
  const key = keyOf(call, form);
  if (inAnyNamespace(call, form)) return [...(await documents.select(key, { where: [named(key), ...where] })).documents];
  const found = await documents.get(key);
  return found && (where.length === 0 || matches(where, found.value)) ? [found] : [];
}

async function keyToWrite(call: Call, form: Form): Promise<DocumentKey> {
  const there = inAnyNamespace(call, form) ? (await find(call, form, []))[0] : undefined;
  return there?.key ?? keyOf(call, form);
}

/** An application and a process of one name cannot both be: upstream's index of names refuses the later. */
function refuseOther(call: Call, current: StoredDocument): void {
  if (!matches(kindsRead(call), current.value)) throw badInput('there is an application of that name');
}
