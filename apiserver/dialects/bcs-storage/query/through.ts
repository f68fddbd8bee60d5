/** What documents are asked for by what others of their cluster have, whose names they hold. */
import { parsePath, type CollectionKey, type DocumentCondition } from '../../../../api';
import type { Documents } from '../../../../registry';
import type { Parameters } from '../call';
import { conditionOf, type Parameter } from './parameter';

type Through = Parameter & Required<Pick<Parameter, 'through'>>;

export const goesThrough = (parameter: Parameter): parameter is Through => parameter.through !== undefined;

export async function conditionsThrough(
  parameters: readonly Through[], given: Parameters, zone: string, documents: Documents, collectionOf: (type: string) => CollectionKey,
): Promise<readonly DocumentCondition[]> {
  const conditions: DocumentCondition[] = [];
  for (const { name, comparison, through: { type, path, to } } of parameters) {
    const condition = conditionOf({ path, comparison }, given.get(name), zone);
    if (!condition) continue;
    const others = await documents.select(collectionOf(type), { where: [condition] });
    conditions.push({ is: 'in', path: parsePath(to), texts: Array.from(others.documents, ({ key }) => key.name) });
  }
  return conditions;
}
