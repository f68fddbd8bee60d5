/** EndpointSlices (kubernetes pkg/registry/discovery/endpointslice, pkg/apis/discovery). */
import { define } from '../../define';
import type * as discovery from '../../schema/types/discovery.v1';
import { immutable } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { same } from '../equality';
import { validateSlice, warnAboutSlice } from './endpointslice/validate';

export const endpointslices = define<discovery.EndpointSlice>('discovery.k8s.io', 'v1', 'EndpointSlice', {
  strategy: {
    default({ ports }) {
      for (const port of ports ?? []) {
        port.name ??= '';
        port.protocol ??= 'TCP';
      }
    },
    prepareForCreate: dropTopology,
    prepareForUpdate(slice, old) {
      if (!same(slice.endpoints, old.endpoints)) dropTopology(slice);
    },
    // Labels are what finds it.
    generation: (slice, old) => !same(contentOf(slice), contentOf(old)),
    validate: validateSlice,
    warnings: warnAboutSlice,
    validateUpdate: (slice, old) => immutable(slice.addressType, old.addressType, 'addressType'),
  },
  columns: [
    nameColumn(),
    column('AddressType', 'What kind of addresses the endpoints have.', ({ addressType }) => addressType),
    column('Ports', 'Ports of the endpoints; the first three.', ({ ports }) => firstOf((ports ?? []).map(({ port, name }) => (port === undefined ? name ?? '*' : String(port))))),
    column('Endpoints', 'Addresses of the endpoints; the first three.', ({ endpoints }) => firstOf((endpoints ?? []).flatMap(({ addresses }) => addresses ?? []))),
    ageColumn(),
  ],
});

const contentOf = ({ metadata: { labels = {} }, addressType, endpoints, ports }: discovery.EndpointSlice): object => ({ labels, addressType, endpoints, ports });

const shown = 3;

function firstOf(list: readonly string[]): string {
  const text = list.slice(0, shown).join(',');
  return list.length > shown ? `${text} + ${list.length - shown} more...` : text || '<unset>';
}

/** A field of v1beta1, which v1 can show but not write. */
function dropTopology({ endpoints }: discovery.EndpointSlice): void {
  for (const endpoint of endpoints ?? []) delete endpoint.deprecatedTopology;
}
