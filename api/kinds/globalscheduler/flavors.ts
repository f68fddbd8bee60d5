/** Flavors: sizes of machines, as a region offers them (a record of flavors.json). */
import { manifest, record, text, texts } from '../../custom/shapes';
import type { KubeObject } from '../../object';
import type * as meta from '../../schema/types/meta.v1';
import { age, builtIn, named, whole } from './kind';

export interface Flavor extends KubeObject {
  spec: FlavorSpec;
  status?: { conditions?: meta.Condition[] };
}

export interface FlavorSpec {
  /** Absent: the object's name. */
  id?: string;
  region?: string;
  name?: string;
  vcpus: number;
  /** MB. */
  ram: number;
  disk?: string;
  os_extra_specs?: Record<string, string>;
}

const spec = record('What a machine of this flavour has.', {
  id: text('The id that requests name it by. Not given: the name of the object.'),
  region: text('The region that offers it.'),
  name: text('What people call it.'),
  vcpus: whole('How many vCPUs it has.', 1),
  ram: whole('How much memory it has, in MB.', 1),
  disk: text('How large its disk is, in GB. Nobody reads it.'),
  os_extra_specs: texts('What else is said of it: resource_type is the kind of hosts that it runs on.'),
}, ['vcpus', 'ram']);

export const flavors = builtIn<Flavor>(manifest(named('Flavor', 'flavors', 'Cluster'), 'A size of machines, as a region offers it.', spec, {
  columns: [
    { name: 'ID', type: 'string', jsonPath: '.spec.id', description: 'The id that requests name it by.' },
    { name: 'Region', type: 'string', jsonPath: '.spec.region', description: 'The region that offers it.' },
    { name: 'vCPUs', type: 'integer', jsonPath: '.spec.vcpus', description: 'How many vCPUs it has.' },
    { name: 'MB', type: 'integer', jsonPath: '.spec.ram', description: 'How much memory it has, in MB.' },
    { name: 'Type', type: 'string', jsonPath: '.spec.os_extra_specs.resource_type', description: 'The kind of hosts that it runs on.', priority: 1 },
    age,
  ],
}));
