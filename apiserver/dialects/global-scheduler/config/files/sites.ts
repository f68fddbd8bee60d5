/** `sites.json`: where the sites are, and whose. */
import { ApiError, parseLabelSelector } from '../../../../../api';
import type { SiteRecord } from '../../engine';
import { configFile, lastOfEach } from '../file';
import { list, optional, record, required, text, type Of, type Reading } from '../shape';

/** A site with this attribute has the nodes of this cluster that the label selector takes as its hosts. */
export const nodeSelectorAttribute = 'minikapi_node_selector';

const site = record('a site', {
  id: text('the site id: `selected.node_id` of answers, `selector.node_id` of requests', required),
  name: text('for people'),
  region: text('its region; with `az` it finds the hosts of `site_nodes.json`', required),
  az: text('its availability zone', required),
  status: text('`Offline` and `Sellout`, written exactly so, take nothing; anything else does, `Normal` for instance'),
  country: text('asked for by `geo_location`'),
  area: text('asked for by `geo_location`'),
  province: text('asked for by `geo_location`'),
  city: text('asked for by `geo_location`'),
  i18n_country: text('for people'),
  i18n_area: text('for people'),
  i18n_province: text('for people'),
  i18n_city: text('for people'),
  operator: optional(record('its network operator; a site without one fits no request that asks for one', {
    id: text('not used: requests name the name'),
    name: text('asked for by `selector.operator`'),
    i18n_name: text('for people'),
    sa: text('not used'),
  })),
  eip_network_id: text('not used'),
  eip_type_name: text('the name of its pool of public addresses among those of its region'),
  eip_cidr: list(text('a CIDR'), 'not used'),
  site_attributes: list(record('what else is to be said of it', {
    id: text('not used'),
    site_attr: text(`what is said: \`exclusive_domains\`: domains, with commas, that it is there for; \`${nodeSelectorAttribute}\`: the label selector of this cluster's nodes that are its hosts`, required),
    site_attr_value: text('what of it'),
  }), 'what else is to be said of it'),
});

type Site = Of<typeof site>;

export const sitesFile = configFile({
  name: 'sites.json', meaning: 'where the sites are, and whose',
  shape: record('where the sites are, and whose', { sites: list(site, 'sites, by `id`', required) }),
  of({ sites }, reading) {
    checkEach(sites, reading);
    return lastOfEach(sites, 'sites', ({ id }) => id, reading).map(recordOf);
  },
});

function checkEach(sites: readonly Site[], reading: Reading): void {
  const byPlace = new Map<string, number>();
  reading.within('sites', () => sites.forEach((each, i) => reading.within(i, () => {
    const place = JSON.stringify([each.region, each.az]);
    const first = byPlace.get(place);
    if (!each.operator) reading.within('operator', () => reading.warn('is missing: no request that asks for an operator fits'));
    if (first === undefined) byPlace.set(place, i);
    else if (sites[first]?.id !== each.id) reading.warn(`is in the region and zone of sites[${first}], which is given the hosts there`);
    checkAttributes(each, reading);
  })));
}

function checkAttributes({ site_attributes }: Site, reading: Reading): void {
  const seen = new Set<string>();
  reading.within('site_attributes', () => site_attributes.forEach(({ site_attr, site_attr_value }, i) => reading.within(i, () => {
    if (seen.has(site_attr)) reading.warn(`says ${JSON.stringify(site_attr)} again; the later one counts`);
    seen.add(site_attr);
    const fault = site_attr === nodeSelectorAttribute ? selectorFault(site_attr_value) : undefined;
    if (fault) reading.within('site_attr_value', () => reading.fault(`must be a label selector: ${fault}`));
  })));
}

function selectorFault(written: string): string | undefined {
  try {
    parseLabelSelector(written);
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
}

const recordOf = ({ id, region, az, status, country, area, province, city, operator, eip_type_name, site_attributes }: Site): SiteRecord => ({
  id, region, zone: az, status, geography: { country, area, province, city }, operator: operator?.name ?? '', addressPool: eip_type_name,
  attributes: new Map(site_attributes.map(({ site_attr, site_attr_value }) => [site_attr, site_attr_value])),
});
