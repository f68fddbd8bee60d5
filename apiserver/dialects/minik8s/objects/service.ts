/** Services, with their endpoints. */
import { kinds, type core, type discovery } from '../../../../api';
import type { Registry } from '../../../../registry';
import { replaceService, storedService, writtenService } from '../mapping/service';
import { integer, legacy, list, struct, text, texts, type Of } from '../shape';
import { header, metadata } from './common';
import { entity, type Extent } from './entity';
import { inExtent } from './extent';
import { grouped } from './grouped';

const endpoint = struct({ metadata, podUUID: legacy('PodUUID', text), ip: legacy('IP', text), ports: legacy('Ports', list(text)) });
export type Endpoint = Of<typeof endpoint>;

const spec = struct({
  selector: legacy('Selector', texts),
  ports: legacy('Ports', list(struct({ name: legacy('Name', text), port: legacy('Port', integer), nodePort: legacy('NodePort', integer), targetPort: legacy('TargetPort', integer), protocol: legacy('Protocol', text) }))),
  type: legacy('Type', text),
  clusterIP: legacy('ClusterIP', text),
});

const shape = struct({ ...header, spec, status: struct({ endpoints: legacy('Endpoints', list(endpoint)), phase: legacy('Phase', text) }) });
export type Service = Of<typeof shape>;

export const service = entity<core.Service, Service>({
  kind: 'Service', definition: kinds.services, shape,
  texts: {
    unparsable: 'parser service failed', nameEmpty: 'service name is empty', exists: 'service name already exist', missing: 'service not found',
    created: 'create service success', updated: 'update service success', reported: '',
  },
  deletingNothing: 'refused',
  toStored: storedService, fromStored: (stored) => writtenService(stored, []), replace: replaceService,
  async reader(registry, extent) {
    const slices = await slicesOf(registry, extent);
    return (stored) => writtenService(stored, slices.get(`${stored.metadata.namespace ?? ''}/${stored.metadata.name ?? ''}`) ?? []);
  },
});

const serviceLabel = 'kubernetes.io/service-name';

/** By namespace and name of their service (D-13: kept by Kubernetes' own controllers). */
async function slicesOf(registry: Registry, { namespace, name }: Extent): Promise<ReadonlyMap<string, readonly discovery.EndpointSlice[]>> {
  const slices = await inExtent<discovery.EndpointSlice>(registry, kinds.endpointslices, namespace, name === undefined ? undefined : { [serviceLabel]: name });
  return grouped(slices, ({ metadata }) => `${metadata.namespace ?? ''}/${metadata.labels?.[serviceLabel] ?? ''}`);
}
