/** What the write pipeline does around a kind's rules, for the kinds' own tests. */
import type { ResourceDefinition } from '../../definition';
import { formatFieldError } from '../../field-error';
import type { KubeObject } from '../../object';
import { seededRandom } from '../../random';

export const context = { now: Date.UTC(2026, 0, 1), random: seededRandom(1) };

/** Decoded, with all defaults. */
export function read<T extends KubeObject>(definition: ResourceDefinition<T>, input: object): T {
  const { object } = definition.schema.decode({ kind: definition.kind, ...input });
  definition.schema.default(object);
  definition.strategy.default?.(object);
  return object;
}

/** The object as it would be stored by a create. */
export function create<T extends KubeObject>(definition: ResourceDefinition<T>, input: object): T {
  const object = read(definition, input);
  object.metadata.uid ??= 'uid-1';
  definition.strategy.prepareForCreate?.(object, context);
  return object;
}

/** `spec.containers[0].name: Required value`, one per fault. */
export const faultsOf = <T extends KubeObject>(definition: ResourceDefinition<T>, object: T, old?: T): string[] => {
  const own = definition.strategy.validate?.(object, old) ?? [];
  const told = new Set(own.map(({ field }) => field));
  return [...definition.schema.check(object).filter(({ field }) => !told.has(field)), ...own].map(formatFieldError);
};

/** Faults of a PUT of `input` over `old`. */
export function updateFaults<T extends KubeObject>(definition: ResourceDefinition<T>, old: T, input: object): string[] {
  const object = read(definition, input);
  definition.strategy.prepareForUpdate?.(object, old, context);
  return [...faultsOf(definition, object, old), ...(definition.strategy.validateUpdate?.(object, old) ?? []).map(formatFieldError)];
}

/** The cells of a row by the names of their columns. */
export const cells = <T extends KubeObject>(definition: ResourceDefinition<T>, object: T, now = context.now): Record<string, unknown> =>
  Object.fromEntries(definition.columns.map((column) => [column.name, column.value(object, now)]));
