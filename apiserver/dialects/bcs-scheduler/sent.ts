/** Objects that are sent to be kept (section 4 of the document's specification): what kind, which name, which namespace. */
import { bcsRules, type ObjectKey } from '../../../api';
import { goKind, readJsonObject } from './body';
import type { Named } from './by-name';
import type { Call } from './call';
import { BcsFault } from './faults';

export interface Sent extends Named {
  /** Where Kubernetes keeps it. */
  readonly key: ObjectKey & { readonly namespace: string };
  /** As it was sent, with the namespace filled in where there was none. */
  readonly value: Readonly<Record<string, unknown>>;
  /** The same as text: what is judged is what is kept. A member that was sent twice, say, is kept once. */
  readonly json: string;
}

/** Where Kubernetes keeps what BCS calls so. */
export const keyOf = (namespace: string, name: string): Sent['key'] => ({ namespace: bcsRules.labelName(namespace), name: bcsRules.objectName(name) });

/** The object that the path names. */
export const namedAt = ({ at: { ns: namespace = '', name = '' } }: Pick<Call, 'at'>): Named => ({ namespace, name });

export function keyAt(call: Pick<Call, 'at'>): Sent['key'] {
  const { namespace, name } = namedAt(call);
  return keyOf(namespace, name);
}

/** `kinds`: those that will do. Throws E10 for what is no object, E8 for the rest. */
export function readSent(call: Call, ...kinds: readonly string[]): Sent {
  const value = readJsonObject(call);
  const { at: { ns = '' }, service: { switches } } = call;
  expectKind(textMember(value, 'kind'), kinds, switches.kind);
  const metadata = metadataOf(value);
  const name = textMember(metadata, 'name');
  const given = textMember(metadata, 'namespace');
  expectName(name);
  const namespace = given || ns;
  if (switches.namespace === 'agree' && ns && namespace !== ns) throw new BcsFault('E8', `the namespace of the object (${namespace}) does not match the namespace of the request (${ns})`);
  expectNamespace(namespace);
  const filled = given ? value : withNamespace(value, namespace);
  return { name, namespace, key: keyOf(namespace, name), value: filled, json: JSON.stringify(filled) };
}

function expectKind(kind: string, kinds: readonly string[], how: Call['service']['switches']['kind']): void {
  const fits = how === 'exact' ? kinds.includes(kind) : kinds.includes(kind.toLowerCase());
  if (!fits) throw new BcsFault('E8', `Kind ${kind} is invalid`);
}

/** Parts of ids are joined by dots. */
function expectName(name: string): void {
  if (!name) throw new BcsFault('E8', 'metadata.name is required');
  if (name.includes('.')) throw new BcsFault('E8', `metadata.name ${JSON.stringify(name)} must not contain a dot`);
}

function expectNamespace(namespace: string): void {
  if (namespace.includes('.')) throw new BcsFault('E8', `metadata.namespace ${JSON.stringify(namespace)} must not contain a dot`);
}

/** As encoding/json finds it: by its name, else by its name in another case. */
export function memberOf(object: object | null | undefined, name: string): unknown {
  const members = (object ?? {}) as Readonly<Record<string, unknown>>;
  return Object.hasOwn(members, name) ? members[name] : members[spelt(members, name)];
}

const spelt = (members: object, name: string): string => Object.keys(members).findLast((each) => each.toLowerCase() === name.toLowerCase()) ?? name;

/** '': it is not there. */
function textMember(object: object | null | undefined, name: string): string {
  const value = memberOf(object, name);
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw new BcsFault('E10', `json: cannot unmarshal ${goKind(value)} into Go struct field ${name} of type string`);
  return value;
}

function metadataOf(value: Sent['value']): object | undefined {
  const metadata = memberOf(value, 'metadata') ?? undefined;
  if (metadata !== undefined && (typeof metadata !== 'object' || Array.isArray(metadata))) throw new BcsFault('E10', `json: cannot unmarshal ${goKind(metadata)} into Go struct field metadata of type ObjectMeta`);
  return metadata as object | undefined;
}

const withNamespace = (value: Sent['value'], namespace: string): Sent['value'] => {
  const metadata = metadataOf(value) ?? {};
  return { ...value, [spelt(value, 'metadata')]: { ...metadata, [spelt(metadata, 'namespace')]: namespace } };
};
