/** `flavors.json`: the sizes of machines that regions offer. */
import type { FlavorRecord } from '../../engine';
import { configFile, lastOfEach } from '../file';
import { anything, flag, integer, list, mapOf, number, record, required, text, type Of, type Reading } from '../shape';

const flavor = record('a flavour of a region', {
  region_flavor_id: text('the key of this record; empty: `<region>|<id>`'),
  region: text('where it is offered: that of hosts', required),
  id: text('`flavor_id` of requests and answers', required),
  name: text('for people'),
  vcpus: text('a whole number of at least 1, as text; else it fits nowhere', { unit: 'vCPU', isRequired: true }),
  ram: integer('at least 1, else it fits nowhere', { unit: 'MB', isRequired: true }),
  disk: text('not used', { unit: 'GB' }),
  links: list(anything('a link'), 'not used'),
  os_extra_specs: mapOf(text('what of it'), '`resource_type`: one of the types of the hosts it runs on; `cond:operation:status`: `abandon` offers it only in zones that `cond:operation:az` names as good; '
    + '`cond:operation:az`: `zone(state)` with commas, where `sellout` and `abandon` are bad states; all others are not used'),
  swap: text('not used', { unit: 'MB' }),
  'OS-FLV-EXT-DATA:ephemeral': integer('not used', { unit: 'GB' }),
  'OS-FLV-DISABLED:disabled': flag('not used: it is offered all the same'),
  rxtx_factor: number('not used'),
  rxtx_quota: text('not used'),
  rxtx_cap: text('not used'),
  'os-flavor-access:is_public': flag('not used'),
});

type Flavor = Of<typeof flavor>;

export const flavorsFile = configFile({
  name: 'flavors.json', meaning: 'the sizes of machines that regions offer',
  shape: record('flavours', { flavors: list(flavor, 'flavours, by `region_flavor_id`', required) }),
  of({ flavors }, reading) {
    checkEach(flavors, reading);
    return lastOfEach(flavors.map(recordOf), 'flavors', ({ key }) => key, reading);
  },
});

/** 0 for what is none. */
const vcpusOf = (written: string): number => (/^\+?\d{1,9}$/.test(written) ? Number(written) : 0);

/** The demo passes them over without a word. */
function checkEach(flavors: readonly Flavor[], reading: Reading): void {
  reading.within('flavors', () => flavors.forEach(({ vcpus, ram }, i) => reading.within(i, () => {
    if (vcpusOf(vcpus) < 1) reading.within('vcpus', () => reading.warn('is no whole number of at least 1: it fits nowhere'));
    if (ram < 1) reading.within('ram', () => reading.warn('is less than 1: it fits nowhere'));
  })));
}

const recordOf = ({ region_flavor_id, region, id, vcpus, ram, os_extra_specs: specs }: Flavor): FlavorRecord => ({
  key: region_flavor_id || `${region}|${id}`, region, id, vcpus: vcpusOf(vcpus), ram,
  resourceType: specs.resource_type ?? '', operationStatus: specs['cond:operation:status'] ?? '', operationZones: specs['cond:operation:az'] ?? '',
});
