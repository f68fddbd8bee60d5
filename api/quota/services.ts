/** Services: themselves, their balancers and the ports of the nodes (kubernetes pkg/quota/v1/evaluator/core/services.go). */
import type * as core from '../schema/types/core.v1';
import { countOf, type Evaluator } from './evaluator';

const count = countOf({ group: '', plural: 'services' });
const names = [count, 'services', 'services.nodeports', 'services.loadbalancers'];

/** By intention: ports are given out later. A balancer that does without has those it names. */
function nodePorts({ spec: { type, ports = [], allocateLoadBalancerNodePorts } }: core.Service): number {
  if (type !== 'NodePort' && type !== 'LoadBalancer') return 0;
  if (type === 'LoadBalancer' && allocateLoadBalancerNodePorts === false) return ports.filter(({ nodePort }) => nodePort).length;
  return ports.length;
}

const outward = ({ spec: { type } }: core.Service): string | undefined => (type === 'NodePort' || type === 'LoadBalancer' ? type : undefined);

export const services: Evaluator<core.Service> = {
  handles: ({ operation }) => operation !== 'DELETE',
  tracked: (wanted) => wanted.filter((name) => names.includes(name)),
  usage: (service) => ({
    [count]: '1',
    services: '1',
    'services.nodeports': String(nodePorts(service)),
    'services.loadbalancers': service.spec.type === 'LoadBalancer' ? '1' : '0',
  }),
  frees: (service, old) => outward(service) !== outward(old) || nodePorts(service) < nodePorts(old),
};
