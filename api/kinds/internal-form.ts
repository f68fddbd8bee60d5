/**
 * A value as faults show it. Upstream judges its internal types, whose fields have no names in JSON: they are shown by
 * their names in Go, and all of them. Types of meta/v1 are the same inside and outside.
 */
import { invalid, type FieldError } from '../field-error';
import { definitionFacts, type FieldFacts } from '../schema/facts';
import { when } from './checks';
import { same } from './equality';

type Members = Readonly<Record<string, unknown>>;

export function internalForm(definition: string, value: object): Members {
  const members = value as Members;
  const fields = Object.entries(definitionFacts(definition).fields ?? {});
  return Object.fromEntries(fields.flatMap(([name, facts]) => {
    if (facts.ref === 'meta.v1.ObjectMeta' && name === 'metadata') return Object.entries(members[name] ?? {});
    return [[goName(name), internalValue(facts, members[name])]];
  }));
}

function internalValue(facts: FieldFacts, value: unknown): unknown {
  if (value === undefined || value === null) return zeroOf(facts);
  if (!facts.ref || facts.ref.startsWith('meta.')) return value;
  const inner = facts.ref;
  if (facts.list) return (value as readonly object[]).map((item) => internalForm(inner, item));
  if (facts.map) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, internalForm(inner, item as object)]));
  return internalForm(inner, value);
}

const zeros: Readonly<Record<string, unknown>> = { string: '', boolean: false, integer: 0, number: 0, quantity: '0', intOrString: 0 };

function zeroOf({ ptr, list, map, ref, type = 'any' }: FieldFacts): unknown {
  if (ptr || list || map) return null;
  if (ref) return ref.startsWith('meta.') ? {} : internalForm(ref, {});
  return zeros[type] ?? null;
}

/** Words that Go writes in capitals, at the beginning of a name; further on they are so already. */
const capitals = /^(?:api|ca|cel|cidr|csi|dns|fc|fs|gce|grpc|http|id|ip|iscsi|nfs|pid|rbd|tcp|tls|tty|ttl|uid|uri|url)(?=[A-Z]|s?$)/;

const goName = (name: string): string => (name.startsWith('seLinux') ? name.replace('seLinux', 'SELinux')
  : capitals.test(name) ? name.replace(capitals, (word) => word.toUpperCase()) : name.charAt(0).toUpperCase() + name.slice(1));

/** What stays. */
export const immutableInside = (definition: string, value: object, old: object, field: string): FieldError[] =>
  when(!same(value, old), () => invalid(field, internalForm(definition, value), 'field is immutable'));
