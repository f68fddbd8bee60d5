/** Hosts, by address, and which cluster each belongs to (the document's change log names them, the original's source says how). */
import type { CollectionKey, DocumentKey, Question, Selection, StoredDocument } from '../../../../api';
import { readObject, type Body } from '../body';
import type { Call, Endpoint, Service } from '../call';
import { documentText } from '../document-text';
import { sendArray, sendDone } from '../envelope';
import { badInput, missing, Refusal } from '../faults';
import { memberText } from '../json-text';
import { extraOf, fieldsOf, pageOf } from '../parameters';
import { rendering, sendDocuments } from '../rendering';

export const shelf = 'hosts';

/** Hosts are of no cluster's own: they come and go between them. */
const collection: CollectionKey = { shelf, cluster: '', type: 'host' };

const keyOf = (ip: string): DocumentKey => ({ ...collection, name: ip });

export const getHost: Endpoint = async (call) => {
  const { at, query, service } = call;
  const found = await service.documents.get(keyOf(at.ip!));
  if (!found) throw missing();
  await sendArray(call, [rendering(service, fieldsOf(query))(found)]);
};

export const putHost: Endpoint = async (call) => {
  const { at, service: { documents } } = call;
  const body = await readObject(call);
  const clusterId = textMember(body, 'clusterId');
  textMember(body, 'data');
  const data = memberText(body.text, 'data') ?? '""';
  await documents.put(keyOf(at.ip!), (current, fresh) => documentText({ ip: at.ip, clusterId }, data, current, fresh));
  sendDone(call);
};

export const deleteHost: Endpoint = async (call) => {
  const { documents, switches } = call.service;
  if (!await documents.remove(keyOf(call.at.ip!)) && switches.deleteMissing === 'error') throw missing();
  sendDone(call);
};

export const listHosts: Endpoint = async (call) => {
  const { query } = call;
  const { documents } = await members(call, { where: extraOf(query), ...pageOf(query) });
  await sendDocuments(call, { documents }, fieldsOf(query));
};

/** The cluster's hosts are these and no others. */
export const setHosts: Endpoint = async (call) => {
  const wanted = new Set(await addresses(call));
  const { documents } = await members(call);
  const leaving = [...documents].map(({ key }) => key.name).filter((ip) => !wanted.has(ip));
  await inBatches(leaving, (ip) => leave(call.service, ip, call.at.clusterId!));
  await inBatches([...wanted], (ip) => join(call.service, ip, call.at.clusterId!));
  sendDone(call);
};

export const addHosts: Endpoint = async (call) => {
  await inBatches([...new Set(await addresses(call))], (ip) => join(call.service, ip, call.at.clusterId!));
  sendDone(call);
};

const members = ({ at, service: { documents } }: Call, { where, ...page }: Question = { where: [] }): Promise<Selection> =>
  documents.select(collection, { where: [{ is: 'in', path: ['clusterId'], texts: [at.clusterId!] }, ...where], ...page });

const dataOf = (current: StoredDocument | undefined): string => (current && memberText(current.json.toString(), 'data')) ?? '""';

const clusterOf = (current: StoredDocument): unknown => (current.value as { readonly clusterId?: unknown }).clusterId;

async function join({ documents }: Service, ip: string, clusterId: string): Promise<void> {
  await documents.put(keyOf(ip), (current, fresh) => documentText({ ip, clusterId }, dataOf(current), current, fresh));
}

/** One that is gone, or has joined another cluster meanwhile, is left as it is. */
async function leave({ documents }: Service, ip: string, clusterId: string): Promise<void> {
  try {
    await documents.put(keyOf(ip), (current, fresh) => {
      if (!current || clusterOf(current) !== clusterId) throw missing();
      return documentText({ ip, clusterId: '' }, dataOf(current), current, fresh);
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

/** Enough for the store to commit them together. */
const atOnce = 64;

async function inBatches(ips: readonly string[], work: (ip: string) => Promise<void>): Promise<void> {
  for (let from = 0; from < ips.length; from += atOnce) await Promise.all(ips.slice(from, from + atOnce).map(work));
}

/** Each is a write. */
const mostAddresses = 10_000;

async function addresses(call: Call): Promise<readonly string[]> {
  const { ips } = (await readObject(call)).value;
  if (!Array.isArray(ips) || !ips.every((ip) => typeof ip === 'string' && ip !== '')) throw badInput('ips is no list of addresses');
  if (ips.length > mostAddresses) throw badInput(`ips has more than ${mostAddresses} addresses`);
  return ips as string[];
}

function textMember({ value }: Body, name: string): string {
  const given = Object.hasOwn(value, name) ? value[name] ?? '' : '';
  if (typeof given !== 'string') throw badInput(`${name} is no text`);
  return given;
}
