/** What can be told of an application by its object alone. */
import type { BcsApplication, BcsApplicationSpec } from '../kinds/bcs/bcsapplications';
import type { BcsVersion } from '../kinds/bcs/bcsversions';
import { apiVersion } from '../kinds/bcs/kind';
import { DefinitionFault, readApplication, type ApplicationDefinition } from './definition';
import { objectName } from './names';
import type { ApplicationStatus } from './statuses';

/** What BCS calls it and where, whether it was made with BCS' API or with Kubernetes'. */
export const bcsNameOf = ({ metadata, spec }: { readonly metadata: BcsApplication['metadata']; readonly spec: { readonly name?: string; readonly namespace?: string } }): { readonly name: string; readonly namespace: string } =>
  ({ name: spec.name ?? metadata.name ?? '', namespace: spec.namespace ?? metadata.namespace ?? '' });

/**
 * Its status, what was written since whoever looks after it has looked included: that is about to begin, so that nothing else may. A
 * process that ends in between forgets nothing.
 */
export function statusOf({ metadata: { generation = 1, deletionTimestamp }, spec: { rolling }, status }: BcsApplication): ApplicationStatus {
  if (rolling) return 'RollingUpdate';
  if (!status?.status) return 'Staging';
  if (deletionTimestamp) return 'Operating';
  return (status.observedGeneration ?? 0) < generation ? 'Operating' : status.status;
}

const definitions = new WeakMap<object, ApplicationDefinition>();

/** Definitions are objects that are not changed in place. Throws DefinitionFault for what somebody has written by hand. */
export function definitionOf({ definition }: Pick<BcsApplicationSpec, 'definition'>): ApplicationDefinition {
  const known = definitions.get(definition);
  if (known) return known;
  const read = readApplication(JSON.stringify(definition));
  definitions.set(definition, read);
  return read;
}

/** Undefined: somebody has written by hand what makes no sense. */
export function soundDefinition(spec: Pick<BcsApplicationSpec, 'definition'>): ApplicationDefinition | undefined {
  try {
    return definitionOf(spec);
  } catch (error) {
    if (error instanceof DefinitionFault) return undefined;
    throw error;
  }
}

/** The version that an application is of just now; undefined: it has been given none. */
export function versionOf({ metadata, spec }: BcsApplication): BcsVersion | undefined {
  const { version: id, definition, derived, kind, defined: instances = spec.instances } = spec;
  if (!id) return undefined;
  const owner = { apiVersion, kind: 'BcsApplication', name: metadata.name ?? '', uid: metadata.uid ?? '', controller: true, blockOwnerDeletion: true };
  return {
    apiVersion, kind: 'BcsVersion',
    metadata: { name: versionName(metadata.name ?? '', id), namespace: metadata.namespace, ownerReferences: [owner] },
    spec: { ...bcsNameOf({ metadata, spec }), id, instances, definition, ...(kind && { kind }), ...(derived && { derived }) },
  };
}

/** Of the object that keeps a version of an application's object. */
export const versionName = (application: string, id: string): string => objectName(`${application}-${id}`);
