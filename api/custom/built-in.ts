/**
 * Kinds of our own that are built in. Their structure is written as a custom resource's is, and they behave as custom resources do; only that
 * nobody has to define them, and nobody can take them away.
 */
import type { ResourceDefinition } from '../definition';
import type { FieldError } from '../field-error';
import type { KubeObject } from '../object';
import { customKinds, type CustomResourceDefinition } from './resource';

export const age = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp', description: 'When the object was created, as how long that is ago.' } as const;

/** Throws for a manifest without a version to store: these are our own. */
export function builtIn<T extends KubeObject>(manifest: CustomResourceDefinition): ResourceDefinition<T> {
  const custom = customKinds(manifest);
  if (!custom) throw new Error(`${manifest.metadata.name ?? ''} has no version`);
  // Decoded by the schema that the manifest says, and T says the same.
  return custom.stored as unknown as ResourceDefinition<T>;
}

/** With rules that no schema can say; they are asked of what is as its schema says. `old`: as it is stored. */
export function ruledBy<T extends KubeObject>(definition: ResourceDefinition<T>, faultsOf: (object: T, old?: T) => FieldError[]): ResourceDefinition<T> {
  const { strategy } = definition;
  const both = (faults: FieldError[] = [], object: T, old?: T): FieldError[] => (faults.length ? faults : faultsOf(object, old));
  return {
    ...definition,
    strategy: {
      ...strategy,
      validate: (object, old) => (old ? strategy.validate?.(object, old) ?? [] : both(strategy.validate?.(object), object)),
      validateUpdate: (object, old) => both(strategy.validateUpdate?.(object, old), object, old),
    },
  };
}
