/** What Kubernetes' metadata can hold of BCS', and how both are one again. */
import { labelValueFault, qualifiedNameFault } from '../../names';
import type { ObjectMeta } from '../../object';
import { namespaceAnnotation, originalAnnotation, prefix } from '../marks';
import type { Json } from '../reading';

export type Texts = Readonly<Record<string, string>>;

const isOurs = (name: string): boolean => name.startsWith(prefix);

const only = (texts: Texts | undefined, holds: (name: string, value: string) => boolean): Record<string, string> => Object.fromEntries(Object.entries(texts ?? {}).filter(([name, value]) => holds(name, value)));

/** Those that are labels to Kubernetes. Ours are nobody else's. */
export const validLabels = (texts: Texts | undefined): Record<string, string> => only(texts, (name, value) => !isOurs(name) && !qualifiedNameFault(name) && !labelValueFault(value));

const validAnnotations = (texts: Texts | undefined): Texts => only(texts, (name, value) => !isOurs(name) && typeof value === 'string' && !qualifiedNameFault(name.toLowerCase()));

/** Without those that this API does not show. */
const foreign = (texts: Texts | undefined): Texts => only(texts, (name) => !isOurs(name));

export interface Sent {
  readonly labels: Texts;
  readonly annotations: Texts;
}

/** Of an object that holds `original`: what is sent takes the place of what is there, ours and what Kubernetes says of it excepted. */
export function heldMetadata(current: ObjectMeta, { labels, annotations }: Sent, original: Json): ObjectMeta {
  const oursOf = (texts: Texts | undefined): Texts => only(texts, isOurs);
  return {
    ...current,
    labels: { ...oursOf(current.labels), ...validLabels(labels) },
    annotations: { ...oursOf(current.annotations), ...validAnnotations(annotations), [originalAnnotation]: JSON.stringify(original) },
  };
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A member that is an object; of what somebody has spoilt nothing. */
export const objectIn = (json: Json, name: string): Json => {
  const value = json[name];
  return isJson(value) ? value : {};
};

/** As it was sent; {}: it was made with Kubernetes' API, or somebody has spoilt what was kept. */
export function keptOriginal({ annotations }: ObjectMeta): Json {
  try {
    const value: unknown = JSON.parse(annotations?.[originalAnnotation] ?? '{}');
    return isJson(value) ? value : {};
  } catch {
    return {};
  }
}

/** Go's zero time: upstream's scheduler never sets it. */
const never = '0001-01-01T00:00:00Z';

/** BCS' metadata: as they were sent, but for what has been changed with Kubernetes' API. */
export function originalMetadata(held: ObjectMeta, original: Json): Json {
  const sent = objectIn(original, 'metadata');
  const labels = reunited(objectIn(sent, 'labels') as Texts, validLabels, held.labels);
  const annotations = reunited(objectIn(sent, 'annotations') as Texts, validAnnotations, held.annotations);
  return {
    name: held.name, namespace: held.annotations?.[namespaceAnnotation] ?? held.namespace, creationTimestamp: never,
    ...sent,
    ...(('labels' in sent || Object.keys(labels).length > 0) && { labels }),
    ...(('annotations' in sent || Object.keys(annotations).length > 0) && { annotations }),
  };
}

/** What Kubernetes could hold is as it holds it. */
function reunited(sent: Texts, holdable: (texts: Texts) => Texts, held: Texts | undefined): Texts {
  const [wasHeld, is] = [holdable(sent), foreign(held)];
  return { ...only(sent, (name) => !Object.hasOwn(wasHeld, name) || Object.hasOwn(is, name)), ...is };
}
