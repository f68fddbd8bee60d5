/** Every fault of an object at once: metadata, structure, then the kind's own rules. */
import { ApiError, validateMetadata, validateMetadataUpdate, type FieldError, type KubeObject, type MetadataRules, type ResourceDefinition, type View } from '../../api';

export function validateNew<T extends KubeObject>(definition: ResourceDefinition<T>, object: T, old?: T): FieldError[] {
  const own = definition.strategy.validate?.(object, old) ?? [];
  return [
    ...validateMetadata(object.metadata, metadataRules(definition)),
    ...notToldBy(own, definition.schema.check(object)),
    ...own,
  ];
}

/** The kind's own rules say more of a field than its structure does: each fault is told once. */
function notToldBy(own: readonly FieldError[], structural: readonly FieldError[]): readonly FieldError[] {
  if (structural.length === 0 || own.length === 0) return structural;
  const told = new Set(own.map((fault) => fault.field));
  return structural.filter((fault) => !told.has(fault.field));
}

export function validateChanged<T extends KubeObject>(definition: ResourceDefinition<T>, object: T, old: T): FieldError[] {
  return [
    ...validateMetadataUpdate(object.metadata, old.metadata),
    ...validateNew(definition, object, old),
    ...(definition.strategy.validateUpdate?.(object, old) ?? []),
  ];
}

/** A view answers for what it owns and for the metadata it lets through; the rest is as stored. */
export function validateThroughView<T extends KubeObject>(definition: ResourceDefinition<T>, view: View<T>, object: T, old: T): FieldError[] {
  return [
    ...validateMetadata(object.metadata, metadataRules(definition)),
    ...validateMetadataUpdate(object.metadata, old.metadata),
    ...definition.schema.check(object),
    ...(view.validateUpdate?.(object, old) ?? []),
  ];
}

const metadataRules = <T extends KubeObject>({ scope, strategy: { nameRule = 'subdomain', finalizers } }: ResourceDefinition<T>): MetadataRules => ({ scope, nameRule, finalizers });

export function refuseInvalid<T extends KubeObject>({ group, kind }: ResourceDefinition<T>, object: T, faults: readonly FieldError[]): void {
  if (faults.length) throw ApiError.invalid({ group, kind }, object.metadata.name ?? '', faults);
}
