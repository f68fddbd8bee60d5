/** Host names with paths that lead to services (the minik8s document's Dns). */
import { listBy, manifest, record, text, time } from '../../custom/shapes';
import type { KubeObject } from '../../object';
import type * as meta from '../../schema/types/meta.v1';
import { age, builtIn, named } from './kind';

export interface Dns extends KubeObject {
  spec: DnsSpec;
  status?: DnsStatus;
}

export interface DnsSpec {
  host: string;
  paths?: DnsPath[];
}

export interface DnsPath {
  subPath: string;
  svcName: string;
  svcPort: string;
  /** The service's cluster IP; kept by the server. */
  svcIp?: string;
}

export interface DnsStatus {
  phase?: string;
  updateTime?: string;
  conditions?: meta.Condition[];
}

const spec = record('A host name, and what its paths lead to.', {
  host: { ...text('The host name.'), minLength: 1, maxLength: 253, pattern: '^[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?)*$' },
  paths: {
    ...listBy('subPath', record('A path, and the service that answers there.', {
      subPath: { ...text('The beginning of the path; taken off before the service is asked.'), minLength: 1, maxLength: 1024 },
      svcName: { ...text('A service of the same namespace.'), minLength: 1, maxLength: 253 },
      svcPort: { ...text('The port of the service.'), pattern: '^[0-9]{1,5}$' },
      svcIp: text('The cluster IP of the service, which the server fills in.'),
    }, ['subPath', 'svcName', 'svcPort']), 'The paths below it.'),
    maxItems: 100,
  },
}, ['host']);

export const dns = builtIn<Dns>(manifest(named('Dns', 'dns'), 'A host name whose paths lead to services.', spec, {
  status: {
    phase: text('Whether every path leads somewhere: Ready or Pending.'),
    updateTime: time('When that was last found out.'),
  },
  columns: [
    { name: 'Host', type: 'string', jsonPath: '.spec.host', description: 'The host name.' },
    { name: 'Paths', type: 'string', jsonPath: '.spec.paths[*].subPath', description: 'The first of its paths.' },
    { name: 'Status', type: 'string', jsonPath: '.status.phase', description: 'Whether every path leads somewhere.' },
    age,
  ],
}));
