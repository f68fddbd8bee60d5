/** One valid object of every kind that is kept: the documents of `examples/every-kind.yaml`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { kinds, type KubeObject, type ResourceDefinition } from '../../api';

const text = readFileSync(join(__dirname, '../../examples/every-kind.yaml'), 'utf8');

/** The server writes the status of these as soon as they are there, so that they are never read back as they were answered. */
export const settling: readonly ResourceDefinition[] = [kinds.customresourcedefinitions as unknown as ResourceDefinition];
const settles = ({ kind }: { kind: string }): boolean => settling.some((definition) => definition.kind === kind);

const all: readonly KubeObject[] = parseAllDocuments(text).map((document) => document.toJS() as KubeObject);

export const samples: readonly KubeObject[] = all.filter((object) => !settles(object));

/** Kinds whose objects are kept: what only answers, or is only listed, is left out. */
export const kept: readonly ResourceDefinition[] = kinds.definitions
  .filter(({ kind, verbs }) => verbs.includes('create') && verbs.includes('get') && !settles({ kind }));

export const apiVersionOf = ({ group, version }: ResourceDefinition): string => (group ? `${group}/${version}` : version);

export const sampleOf = (definition: ResourceDefinition): KubeObject | undefined =>
  all.find(({ kind, apiVersion }) => kind === definition.kind && apiVersion === apiVersionOf(definition));

/** Where the objects of the examples' namespace are. */
export const collectionOf = (definition: ResourceDefinition): string =>
  `/${definition.group ? 'apis' : 'api'}/${apiVersionOf(definition)}${definition.scope === 'Namespaced' ? '/namespaces/every-kind' : ''}/${definition.names.plural}`;

export const clone = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** The sample under another name, where the name is free to choose. */
export function renamed(sample: KubeObject, suffix: string): KubeObject {
  const copy = clone(sample);
  if (!['IPAddress', 'APIService', 'CSIDriver', 'CustomResourceDefinition', 'BcsLegacyKind', 'BcsLegacyResource'].includes(copy.kind)) copy.metadata.name = `${copy.metadata.name ?? ''}-${suffix}`;
  return copy;
}
