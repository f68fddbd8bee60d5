/** Bodies as the document's program reads them: the first JSON value, into its Go types, with the messages of Go 1.12, which it is built with. */
import { goJson } from '../../../../api';
import { BodySyntaxError, firstJsonValue } from '../../../dialect';
import type { AskedAllocation } from './allocation';

const { flag, integer, list, optional, record, struct, text } = goJson;

const spot = struct('Spot', { max_price: text, spot_duration_hours: integer('int'), spot_duration_count: integer('int'), interruption_policy: text });

const flavor = struct('Flavor', { flavor_id: text, spot: optional(spot) });

const resource = struct('Resource', {
  name: text, resource_type: text, flavors: list(flavor), storage: record(integer('int64')), need_eip: flag, count: integer('int'),
});

const requirement = struct('LabelRequirement', { key: text, operator: text, values: list(text) });

const selector = struct('Selector', {
  geo_location: struct('GeoLocation', { country: text, area: text, province: text, city: text }),
  regions: list(struct('CloudRegion', { region: text, availability_zone: list(text) })),
  operator: text,
  node_id: text,
  strategy: struct('Strategy', { location_strategy: text, region_strategy: text }),
  stack_affinity: list(requirement),
  stack_antiaffinity: list(requirement),
});

const group = struct('Stack', { name: text, labels: record(text), uid: text, resources: list(resource, `*${resource.type}`) });

const allocation: goJson.Shape<AskedAllocation> = struct('Allocation', { id: text, resource_group: group, selector, replicas: integer('int') });

const body = struct('AllocationReq', { allocation });

/** Throws BodySyntaxError: it is no JSON, or something in it is of another type. */
export function decodeAllocation(bytes: Buffer): AskedAllocation {
  // Faults of syntax are those of bytes, and what follows the first value is nobody's.
  const { length } = firstJsonValue(bytes.toString('latin1'));
  const cursor = new goJson.Cursor(bytes.toString('utf8', 0, length));
  const read = body.read(cursor, body.zero);
  if (cursor.fault !== undefined) throw new BodySyntaxError(cursor.fault);
  return read.allocation;
}
