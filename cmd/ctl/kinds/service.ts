import { listAt, memberAt, textAt, type Fields } from '../member';
import { field, identity } from './columns';
import { labelTexts, type Kind } from './kind';

export const service: Kind = {
  kind: 'Service', names: ['services', 'svc'], root: '/api/v1', plural: 'services',
  namespaced: true, hasGlobalList: false, hasUpdate: true,
  columns: [...identity('service'), field('ClusterIP', 'spec', 'clusterIP')],
  belowList: (services) => ({ head: ['Namespace/Name', 'ClusterIP', 'Port', 'EndpointIP/Port', 'Protocol'], rows: services.flatMap(portRows) }),
  texts: [...labelTexts, 'spec.selector.*'],
};

const portRows = (object: Fields): string[][] => listAt(object, 'spec', 'ports').map((port) => [
  `${textAt(object, 'metadata', 'namespace')}/${textAt(object, 'metadata', 'name')}`,
  textAt(object, 'spec', 'clusterIP'), textAt(port, 'port'), endpoints(object, textAt(port, 'targetPort')), textAt(port, 'protocol'),
]);

/** Those of the pods that have the port, one a line. */
const endpoints = (object: Fields, port: string): string =>
  listAt(memberAt(object, 'status'), 'endpoints').filter((endpoint) => listAt(endpoint, 'ports').map(String).includes(port)).map((endpoint) => `${textAt(endpoint, 'ip')}/${port}`).join('\n');
