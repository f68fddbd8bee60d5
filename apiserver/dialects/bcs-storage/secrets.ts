/** What is in secrets, hidden: who may ask this API may read everything that is in it. */
import type { CollectionKey } from '../../../api';

export const mask = '******';

export const isSecret = ({ shelf, type }: CollectionKey): boolean => shelf === 'dynamic' && type.toLowerCase() === 'secret';

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where Kubernetes' secrets have their contents and what kubectl remembers of them, and where those of BCS have theirs (`content` of each of `datas`). */
export function masked(document: unknown): unknown {
  if (!isJson(document)) return document;
  return mapped(document, { data: (secret) => (isJson(secret) ? mapped(secret, parts) : mask) });
}

type Change = (value: unknown) => unknown;

const all: Change = (value) => (isJson(value) ? mapped(value, {}, () => mask) : mask);

const parts: Readonly<Record<string, Change>> = {
  data: all,
  stringData: all,
  datas: (value) => (isJson(value) ? mapped(value, {}, (item) => (isJson(item) ? mapped(item, { content: () => mask }) : mask)) : mask),
  metadata: (value) => (isJson(value) ? mapped(value, { annotations: (annotations) => (isJson(annotations) ? mapped(annotations, remembered) : annotations) }) : value),
};

const remembered: Readonly<Record<string, Change>> = { 'kubectl.kubernetes.io/last-applied-configuration': () => mask };

const same: Change = (value) => value;

const mapped = (value: Json, changes: Readonly<Record<string, Change>>, otherwise: Change = same): Json =>
  Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, (Object.hasOwn(changes, key) ? changes[key]! : otherwise)(inner)]));
