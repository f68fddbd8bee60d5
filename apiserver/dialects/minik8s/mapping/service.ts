/** Services, in both forms. */
import type { core, discovery } from '../../../../api';
import type { Endpoint, Service } from '../objects/service';
import { recallObject, rememberObject, storedMeta, withSentMeta, writtenMeta } from './metadata';

type Spec = NonNullable<Service['spec']>;
type Ports = NonNullable<Spec['ports']>;

export function storedService({ metadata = {}, spec = {} }: Service): core.Service {
  const service = { apiVersion: 'v1', kind: 'Service', metadata: storedMeta(metadata), spec: storedSpec(spec), status: {} } as core.Service;
  return rememberObject(service, { spec }, { spec: specOf(service) });
}

const storedSpec = ({ selector, ports, type, clusterIP }: Spec): core.ServiceSpec => ({
  ...(selector && { selector }),
  ...(ports && { ports: storedPorts(ports, type) }),
  ...(type && { type: type as core.ServiceSpec['type'] }),
  ...(clusterIP && { clusterIP }),
}) as core.ServiceSpec;

/** Ports need names where there are several; those of nodes are for services that are reached there. */
const storedPorts = (ports: Ports, type = ''): core.ServicePort[] => ports.map(({ name, port = 0, targetPort, nodePort, protocol }, i) => ({
  ...(name ? { name } : ports.length > 1 && { name: `port-${i}` }),
  port, ...(targetPort && { targetPort }), ...(protocol && { protocol: protocol.toUpperCase() as core.ServicePort['protocol'] }),
  ...(nodePort && (type === 'NodePort' || type === 'LoadBalancer') && { nodePort }),
}));

export function writtenService(service: core.Service, slices: readonly discovery.EndpointSlice[]): Service {
  const { spec } = recallObject(service, { spec: specOf(service) });
  return { apiVersion: 'v1', kind: 'Service', metadata: writtenMeta(service.metadata), spec, status: { endpoints: slices.flatMap(endpointsOf), phase: '' } };
}

const specOf = ({ spec: { selector, ports, type, clusterIP } }: core.Service): Spec => ({
  selector, type, clusterIP,
  ports: ports?.map(({ name, port, nodePort, targetPort, protocol }) => ({ name, port, nodePort, targetPort: typeof targetPort === 'number' ? targetPort : 0, protocol: protocol?.toLowerCase() })),
});

/** Pods that answer. */
const endpointsOf = ({ endpoints, ports }: discovery.EndpointSlice): Endpoint[] =>
  (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false).map(({ addresses = [], targetRef }) => ({
    metadata: { name: targetRef?.name, namespace: targetRef?.namespace, uuid: targetRef?.uid },
    podUUID: targetRef?.uid, ip: addresses[0], ports: (ports ?? []).map(({ port }) => String(port ?? '')),
  }));

/** What is sent of it; a cluster IP is for good. */
export function replaceService(current: core.Service, { metadata, spec = {} }: Service): core.Service {
  const service = withSentMeta(current, metadata);
  if (Object.keys(spec).length === 0) return service;
  const merged: Spec = { ...writtenService(current, []).spec, ...spec };
  const replaced = { ...service, spec: { ...service.spec, ...storedSpec(merged) } };
  return rememberObject(replaced, { spec: merged }, { spec: specOf(replaced) });
}
