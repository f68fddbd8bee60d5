/** Versions of applications of the BCS scheduler: what was intended with one, at some time. They go with it. */
import { count, flag, oneOf, plainManifest, record, text } from '../../custom/shapes';
import type { KubeObject } from '../../object';
import { age, asSent, bcsName, builtIn, named, type BcsName } from './kind';

export interface BcsVersion extends KubeObject {
  spec: BcsVersionSpec;
}

/** `name` and `namespace` are the application's. */
export interface BcsVersionSpec extends BcsName {
  /** Nanoseconds since 1970: later ones are greater. */
  id: string;
  kind?: 'application' | 'process';
  instances: number;
  definition: Record<string, unknown>;
  /** Nobody sent the definition: a deployment made it. */
  derived?: boolean;
}

const spec = record('What was intended with the application.', {
  ...bcsName,
  id: { ...text('Nanoseconds since 1970: later ones are greater.'), pattern: '^[0-9]{1,20}$' },
  kind: oneOf('Whether taskgroups run containers or processes.', 'application', 'process'),
  instances: count('How many taskgroups there should be.'),
  definition: asSent('The Application of the BCS scheduler\'s document.'),
  derived: flag('Nobody sent the definition: a deployment made it.'),
}, ['id', 'instances', 'definition']);

const definition = plainManifest(
  named('BcsVersion', 'bcsversions', 'Namespaced', 'bcsver'), record('What was intended with an application, at some time (the BCS scheduler\'s Version).', { spec }, ['spec']),
  [
    { name: 'Application', type: 'string', jsonPath: '.spec.name', description: 'The application.' },
    { name: 'Id', type: 'string', jsonPath: '.spec.id', description: 'The id of the version.' },
    { name: 'Instances', type: 'integer', jsonPath: '.spec.instances', description: 'How many taskgroups there should be.' },
    age,
  ],
);

/** Found by application. */
export const bcsversions = { ...builtIn<BcsVersion>(definition), fields: { 'spec.name': (version: BcsVersion) => version.spec.name ?? '' }, indexed: ['spec.name'] };
