/** What the cluster is and has: section 3.3 of the document's specification. Nothing of it is stored. */
import { bcsRules, kinds, type core } from '../../../../../api';
import { route, type Route, type Service } from '../../call';
import { orNothing } from '../../or-nothing';
import { mannedAgents } from './manned';

const { clusterResources, offerOf } = bcsRules;

export const clusterRoutes: readonly Route[] = [
  route('GET', '/cluster/resources', async ({ service }) => clusterResources((await mannedAgents(service)).agents)),
  route('GET', '/cluster/endpoints', ({ service }) => endpointsOf(service)),
  route('GET', '/cluster/current/offers', async ({ service }) => {
    const { agents, generation } = await mannedAgents(service);
    return agents.map((agent) => offerOf(agent, { framework: `${service.cluster}-0000`, generation })).filter((offer) => offer !== undefined);
  }),
];

/** API servers are what masters are, and they answer for the scheduler as well: where Kubernetes' own Service leads. */
async function endpointsOf({ registry, clusterId }: Service): Promise<object> {
  const endpoints = await orNothing(registry.of(kinds.endpoints).get({ namespace: 'default', name: 'kubernetes' }));
  const found = (endpoints?.subsets ?? []).flatMap(({ addresses = [], ports = [] }) => addresses.flatMap((address) => ports.map((port) => server(address, port, clusterId))));
  return found.length ? { mesosscheduler: found, mesosmaster: found } : {};
}

const server = ({ ip, hostname = '' }: core.EndpointAddress, { name, port }: core.EndpointPort, cluster: string): object => ({
  ip, ipv6: '', port, metric_port: port, hostname, scheme: name === 'https' ? 'https' : 'http', version: '', cluster, pid: process.pid,
  external_ip: '', external_ipv6: '', external_port: 0,
});
