/** The document's sample body, as its configuration directory has it (specification, 5.10). */
export const sample = {
  allocation: {
    resource_group: {
      name: 'RTC',
      resources: [{ name: 'rtc-name', resource_type: 'vm', flavors: [{ flavor_id: 'c6.large.2' }], storage: { SAS: 40 }, need_eip: false, count: 1 }],
    },
    selector: { regions: [{ region: 'region1' }], strategy: { location_strategy: 'centralize' } },
    replicas: 1,
  },
};

export type Sample = typeof sample;

/** The sample with another allocation's members. */
export const sampleWith = (members: object): object => ({ allocation: { ...sample.allocation, ...members } });

/** With other members of its one resource. */
export const sampleResource = (members: object): object =>
  sampleWith({ resource_group: { name: 'RTC', resources: [{ ...sample.allocation.resource_group.resources[0], ...members }] } });
