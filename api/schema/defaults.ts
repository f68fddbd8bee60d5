/** Defaults that markers give (`+default="TCP"`), filled in where their struct exists (k8s.io/gengo defaulter-gen). */
import { definitionFacts, type FieldFacts } from './facts';

type Fill = (object: Record<string, unknown>) => void;

/** Undefined: nothing below this definition has a default. */
const fillers = new Map<string, Fill | undefined>();

/** In place. */
export function applyDefaults(definition: string, object: object): void {
  fillerOf(definition)?.(object as Record<string, unknown>);
}

function fillerOf(definition: string, path: readonly string[] = []): Fill | undefined {
  if (fillers.has(definition)) return fillers.get(definition);
  // A definition inside itself (JSON schemas): its own entry is found at run time.
  if (path.includes(definition)) return (object) => fillers.get(definition)?.(object);
  const steps = Object.entries(definitionFacts(definition).fields ?? {})
    .map(([name, facts]) => stepOf(name, facts, [...path, definition]))
    .filter((step): step is Fill => step !== undefined);
  const fill: Fill | undefined = steps.length ? (object) => { for (const step of steps) step(object); } : undefined;
  fillers.set(definition, fill);
  return fill;
}

function stepOf(name: string, facts: FieldFacts, path: readonly string[]): Fill | undefined {
  if (facts.default !== undefined) return isZeroAnyway(facts) ? undefined : ownDefault(name, facts);
  const inner = facts.ref ? fillerOf(facts.ref, path) : undefined;
  if (!inner) return undefined;
  return (object) => {
    const value = object[name];
    if (typeof value !== 'object' || value === null) return;
    if (facts.list || facts.map) for (const element of Object.values(value)) inner(element as Record<string, unknown>);
    else inner(value as Record<string, unknown>);
  };
}

/** A default that says what an unset field is already, such as `name: ""`: filling it in would print it. */
const isZeroAnyway = ({ ptr, default: value }: FieldFacts): boolean => !ptr && (value === '' || value === 0 || value === false);

/** A pointer takes its default when unset, a plain field also when zero: Go cannot tell the two apart there. */
const ownDefault = (name: string, facts: FieldFacts): Fill => (object) => {
  const value = object[name];
  const unset = value === undefined || value === null || (!facts.ptr && (value === '' || value === 0 || value === false));
  if (unset) object[name] = typeof facts.default === 'object' ? structuredClone(facts.default) : facts.default;
};
