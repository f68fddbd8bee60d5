/** Kinds that are registered for legacy custom resources of the BCS scheduler. */
import { registrationName } from '../../bcs/legacy';
import { plainManifest, record } from '../../custom/shapes';
import type { KubeObject } from '../../object';
import { age, asSent, builtIn, keptAs, named, ruledBy } from './kind';

export interface BcsLegacyKind extends KubeObject {
  spec: BcsLegacyKindSpec;
}

export interface BcsLegacyKindSpec {
  /** As it is registered. */
  kind: string;
  /** The registration as it was sent. */
  definition?: Record<string, unknown>;
}

const spec = record('What is registered.', {
  kind: { type: 'string', minLength: 1, description: 'The kind.' },
  definition: asSent('The registration as it was sent.'),
}, ['kind']);

const definition = plainManifest(named('BcsLegacyKind', 'bcslegacykinds', 'Cluster'), record('A kind that is registered for legacy custom resources of the BCS scheduler.', { spec }, ['spec']), [
  { name: 'Kind', type: 'string', jsonPath: '.spec.kind', description: 'The kind.' },
  age,
]);

export const bcslegacykinds = ruledBy(builtIn<BcsLegacyKind>(definition), ({ metadata, spec: { kind } }) => keptAs(metadata, registrationName(kind)));
