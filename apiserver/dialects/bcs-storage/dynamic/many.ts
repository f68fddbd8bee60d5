/** Dynamic data of one type: all of a cluster, or of one of its namespaces. */
import type { DocumentCondition } from '../../../../api';
import { readGiven } from '../body';
import type { Call, Endpoint } from '../call';
import { sendDone } from '../envelope';
import { badInput } from '../faults';
import { extraOf, fieldsOf, pageOf, strictExtraOf } from '../parameters';
import { sendDocuments } from '../rendering';
import { collectionOf, kindsDeleted, kindsRead, type Form } from './address';

export const listMany = (form: Form): Endpoint => async (call) => {
  const { at, query, service: { documents } } = call;
  const question = { ...scopeOf(call, form), where: [...kindsRead(call), ...extraOf(query)], ...pageOf(query) };
  const { documents: found } = await documents.select(collectionOf(at), question);
  await sendDocuments(call, { documents: found }, fieldsOf(query));
};

/** What nobody has refreshed for a while goes this way: times are those of `updateTime`, neither border included. */
export const deleteMany = (form: Form): Endpoint => async (call) => {
  const { at, query, service: { documents } } = call;
  const where = [...kindsDeleted(call), ...strictExtraOf(query), ...await times(call)];
  await documents.removeAll(collectionOf(at), { ...scopeOf(call, form), where });
  sendDone(call);
};

const scopeOf = ({ at }: Call, form: Form): { readonly namespace?: string } => (form === 'namespace' ? { namespace: at.namespace! } : {});

const path = ['updateTime'];

/** From the body, else from the query. What cannot be understood is no reason to delete more. */
async function times(call: Call): Promise<readonly DocumentCondition[]> {
  const body = (await readGiven(call))?.value ?? {};
  const secondsOf = (name: string): number => (Object.hasOwn(body, name) ? secondsSent(name, body[name]) : secondsAsked(name, call.query.get(name)));
  const [begin, end] = [secondsOf('updateTimeBegin'), secondsOf('updateTimeEnd')];
  const after: readonly DocumentCondition[] = begin > 0 ? [{ is: 'after', path, ms: begin * 1000 }] : [];
  const before: readonly DocumentCondition[] = end > 0 ? [{ is: 'before', path, ms: end * 1000 }] : [];
  return [...after, ...before];
}

function secondsSent(name: string, value: unknown): number {
  if (value === null) return 0;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw badInput(`${name} is no whole number of seconds`);
  return value;
}

function secondsAsked(name: string, text: string | null | undefined): number {
  if (!text) return 0;
  if (!/^[+-]?\d{1,300}$/.test(text)) throw badInput(`${name} is no whole number of seconds`);
  return Number(text);
}
