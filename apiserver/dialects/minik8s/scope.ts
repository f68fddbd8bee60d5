/** Whose objects a request is about (D-11): the path says it, and what is sent must not say otherwise. */
import { omit, type ObjectKey } from '../../../api';
import type { Call } from './call';
import type { Header } from './objects/common';
import type { Entity } from './objects/entity';
import { BadValue } from './shape';

const fallback = 'default';

/** '' and the route's own `:namespace`, which the document's command line sends, name none. */
const said = (segment: string | undefined): string | undefined => (segment === undefined || segment === '' || segment === ':namespace' ? undefined : segment);

const isNamespaced = ({ definition }: Pick<Entity, 'definition'>): boolean => definition.scope === 'Namespaced';

/** Of a collection; undefined for all there are, and for kinds that are in none. */
export const collectionNamespace = (entity: Pick<Entity, 'definition'>, { at }: Call): string | undefined =>
  ('namespace' in at && isNamespaced(entity) ? said(at.namespace) ?? fallback : undefined);

export function keyOfItem(entity: Pick<Entity, 'definition'>, call: Call): ObjectKey {
  const namespace = collectionNamespace(entity, call);
  return { name: call.at.name ?? '', ...(namespace !== undefined && { namespace }) };
}

/** With the namespace that it is made in. */
export function placed<W extends Header>(entity: Pick<Entity, 'definition' | 'texts'>, { at }: Call, { metadata = {}, ...object }: W): W & Required<Pick<Header, 'metadata'>> {
  if (!metadata.name) throw new BadValue('', entity.texts.nameEmpty);
  if (!isNamespaced(entity)) return { ...object, metadata: omit(metadata, 'namespace') } as W & Required<Pick<Header, 'metadata'>>;
  const [path, body] = [said(at.namespace), metadata.namespace || undefined];
  if (path !== undefined && body !== undefined && path !== body) throw mismatch('namespace', body, path);
  return { ...object, metadata: { ...metadata, namespace: body ?? path ?? fallback } } as W & Required<Pick<Header, 'metadata'>>;
}

/** What is sent to an item must not name another one. */
export function expectSame({ name, namespace }: ObjectKey, { metadata = {} }: Header): void {
  if (metadata.name && metadata.name !== name) throw mismatch('name', metadata.name, name);
  if (namespace !== undefined && metadata.namespace && metadata.namespace !== namespace) throw mismatch('namespace', metadata.namespace, namespace);
}

const mismatch = (what: string, body: string, path: string): BadValue => new BadValue(`metadata.${what}`, `${JSON.stringify(body.slice(0, 253))} is not that of the path, ${JSON.stringify(path)}`);
