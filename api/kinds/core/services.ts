/** Services. Cluster IPs are given out by admission, where all API servers of a store meet. */
import { define } from '../../define';
import type * as core from '../../schema/types/core.v1';
import { ageColumn, column, formatLabels, nameColumn, none, wideColumn } from '../columns';
import { statusView } from '../status-view';
import { defaultService, keepAllocated } from './service/allocation';
import { validateServiceStatus } from './service/balancer';
import { externalAddress, ports } from './service/columns';
import { serviceProxy } from './service/proxy';
import { defaultFamilies } from './service/families';
import { validateService } from './service/validate';
import { validateServiceUpdate } from './service/update';
import { warnAboutService } from './service/warnings';

export const services = define<core.Service>('', 'v1', 'Service', {
  strategy: {
    nameRule: 'label1035',
    generation: false,
    createOnUpdate: true,
    default(service) {
      defaultService(service);
      defaultFamilies(service.spec);
    },
    prepareForUpdate: keepAllocated,
    validate: validateService,
    validateUpdate: validateServiceUpdate,
    warnings: warnAboutService,
  },
  subresources: { status: statusView({ validateUpdate: validateServiceStatus }), proxy: serviceProxy },
  fields: {
    'spec.clusterIP': ({ spec }) => spec.clusterIP ?? '',
    'spec.type': ({ spec }) => spec.type ?? '',
  },
  columns: [
    nameColumn(),
    column('Type', 'How the service is exposed.', ({ spec }) => spec.type ?? ''),
    column('Cluster-IP', 'Address inside the cluster; None for a service without one.', ({ spec }) => spec.clusterIPs?.[0] || spec.clusterIP || none),
    column('External-IP', 'Addresses outside the cluster.', externalAddress),
    column('Port(s)', 'Ports, those of the nodes behind a colon.', ports),
    ageColumn(),
    wideColumn('Selector', 'Labels of the pods behind the service.', ({ spec }) => formatLabels(spec.selector)),
  ],
});
