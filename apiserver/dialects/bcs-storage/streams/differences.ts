/** Tells changes by which what stands at a path becomes another from those by which it stays. */
import { createHash } from 'node:crypto';
import { valuesAt, type CollectionKey, type DocumentPath, type StoredDocument } from '../../../../api';
import type { Documents } from '../../../../registry';
import type { Told } from './frames';

/** Whether a change counts; asked of each once, in order. What is there before is looked at first. */
export async function differences(documents: Documents, collection: CollectionKey, path: DocumentPath): Promise<(told: Told) => boolean> {
  const known = new Map<string, string>();
  const digestOf = ({ value }: StoredDocument): string => createHash('sha1').update(JSON.stringify(valuesAt(value, path))).digest('base64');
  for (const document of (await documents.select(collection, { where: [] })).documents) known.set(document.id, digestOf(document));
  return ({ type, document }) => {
    if (type === 'removed') return known.delete(document.id) || true;
    const digest = digestOf(document);
    const before = known.get(document.id);
    known.set(document.id, digest);
    return type === 'added' || before !== digest;
  };
}
