/** Legacy custom resources of the BCS scheduler: objects of a registered kind, whatever stands in them. */
import { resourceName } from '../../bcs/legacy';
import { plainManifest, record, text } from '../../custom/shapes';
import type { KubeObject } from '../../object';
import { age, asSent, bcsName, builtIn, keptAs, named, ruledBy, type BcsName } from './kind';

export interface BcsLegacyResource extends KubeObject {
  spec: BcsLegacyResourceSpec;
}

export interface BcsLegacyResourceSpec extends BcsName {
  /** The registered kind that it is of. */
  kind: string;
  definition: Record<string, unknown>;
}

const spec = record('What was sent.', { ...bcsName, kind: text('The registered kind that it is of.'), definition: asSent('The object as it was sent.') }, ['kind', 'definition']);

const definition = plainManifest(named('BcsLegacyResource', 'bcslegacyresources', 'Namespaced'), record('A legacy custom resource of the BCS scheduler.', { spec }, ['spec']), [
  { name: 'Kind', type: 'string', jsonPath: '.spec.kind', description: 'The registered kind that it is of.' },
  { name: 'Called', type: 'string', jsonPath: '.spec.name', description: 'What BCS calls it.' },
  age,
]);

/** What is not called anything is looked up by nobody. */
export const bcslegacyresources = ruledBy(builtIn<BcsLegacyResource>(definition), ({ metadata, spec: { kind, name } }) => (name === undefined ? [] : keptAs(metadata, resourceName(kind, name))));
