/** `sample_allocation_req_body.json`: a request to try. What of it the server enforces, a request's own answer says. */
import { configFile } from '../file';
import { flag, integer, list, mapOf, optional, record, required, text } from '../shape';

const requirement = record('a requirement on labels of groups', {
  key: text('the label'),
  operator: text('`=`, `==`, `in`, `!=`, `notin`, `exists`, `!`, `gt`, `lt`'),
  values: list(text('a value'), 'values'),
});

const resource = record('one kind of machine in the group', {
  name: text('its name; answered', required),
  resource_type: text('`vm`; not used'),
  flavors: list(record('a flavour', {
    flavor_id: text('the `id` of a flavour', required),
    spot: optional(record('a spot machine', {
      max_price: text('not used'),
      spot_duration_hours: integer('more than 0: a block of hours'),
      spot_duration_count: integer('how many blocks'),
      interruption_policy: text('`delay` or `immediate`'),
    })),
  }), 'flavours, the first is liked best'),
  storage: mapOf(integer('GB'), 'GB for each machine by the name of a type of volumes'),
  need_eip: flag('each machine needs a public address'),
  count: integer('machines in each copy of the group', { isRequired: true }),
});

const selector = record('where it may go', {
  geo_location: record('where in the world; what is empty is no constraint', {
    country: text('the country'),
    area: text('the area'),
    province: text('the province'),
    city: text('the city'),
  }),
  regions: list(record('a region', {
    region: text('its name; empty: any'),
    availability_zone: list(text('a zone'), 'one of these zones; none: any'),
  }), 'one of these regions; none: any'),
  operator: text("the name of the site's operator"),
  node_id: text('this site and no other'),
  strategy: record('how copies are spread', {
    location_strategy: text('`centralize` or `discrete`'),
    region_strategy: text('`alone`: all copies in one region'),
  }),
  stack_affinity: list(requirement, 'liked where groups with these labels are'),
  stack_antiaffinity: list(requirement, 'liked where none are'),
}, required);

const shape = record('a request', {
  allocation: record('what is asked for', {
    id: text('a UUID; empty: the server chooses one'),
    resource_group: record('the group of machines that is placed as a whole', {
      name: text('its name', required),
      labels: mapOf(text('a value'), 'its labels'),
      uid: text('not used'),
      resources: list(resource, 'its machines', required),
    }, required),
    selector,
    replicas: integer('how many copies', { isRequired: true }),
  }, required),
});

export const sampleRequestFile = configFile({
  name: 'sample_allocation_req_body.json', meaning: 'a request to try; nothing depends on it', isNeeded: false, shape,
  of: ({ allocation }) => allocation,
});
