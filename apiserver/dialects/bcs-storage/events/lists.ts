/** Lists of events and of alarms: newest first, of one cluster or of many, with how many there are. */
import { parsePath, type CollectionKey, type DocumentCondition, type DocumentPath } from '../../../../api';
import type { Call, Endpoint, Parameters } from '../call';
import { extraOf, fieldsOf, integerOf, objectIn, type Page } from '../parameters';
import { conditionsOf, type Parameter } from '../query/parameter';
import { sendDocuments } from '../rendering';

export interface Told {
  readonly shelf: string;
  /** Of one cluster. */
  collection(cluster: string): CollectionKey;
  readonly parameters: readonly Parameter[];
  readonly newest: DocumentPath;
}

export const listTold = (told: Told): Endpoint => async (call) => {
  const { query, service: { documents, feed, switches } } = call;
  // Whoever asks first shall not find less than what is known.
  await feed?.caughtUp();
  const where = [...conditionsOf(told.parameters.filter(({ name }) => name !== 'clusterId'), query, switches.zone), ...extraOf(query), ...extraContainOf(query)];
  const selection = await documents.select(await collectionsOf(told, call), { where, order: { newest: told.newest }, ...pageOf(query) });
  await sendDocuments(call, selection, fieldsOf(query));
};

/** Each cluster's are a collection of their own. */
async function collectionsOf({ shelf, collection }: Told, { query, service }: Call): Promise<readonly CollectionKey[]> {
  const clusters = query.get('clusterId');
  return clusters ? [...new Set(clusters.split(',').map((each) => each.trim()))].map(collection) : service.documents.collections(shelf);
}

/** How many are listed where less than one is asked for (the original's reading of `length`). */
const fallbackLength = 1000;

/** All, where nothing is said that can be read. */
export function pageOf(parameters: Parameters): Page {
  const offset = integerOf(parameters.get('offset')) ?? 0;
  const length = integerOf(parameters.get('length')) ?? integerOf(parameters.get('limit'));
  return { ...(offset > 0 && { offset }), ...(length !== undefined && { limit: length > 0 ? length : fallbackLength }) };
}

/** Of its pairs those with texts; none where it says nothing that can be understood. */
export const extraContainOf = (parameters: Parameters): readonly DocumentCondition[] =>
  Object.entries(objectIn(parameters.get('extra_contain') ?? '') ?? {}).flatMap(([path, text]) =>
    (typeof text === 'string' ? [{ is: 'contains', path: parsePath(path), texts: [text] } as const] : []));
