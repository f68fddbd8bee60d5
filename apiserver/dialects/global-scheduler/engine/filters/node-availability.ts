/** Sites that are down or sold out take nothing, and a site that is asked for by its id is the only one (specification, 7.2). */
import { unlimited, type Filter } from './filter';

/** In exactly this case; anything else passes (5.4). */
const unavailable: ReadonlySet<string> = new Set(['Offline', 'Sellout']);

export const nodeAvailability: Filter = {
  name: 'NodeAvailability',
  prepare: ({ request: { selector: { siteId } } }) => ({ site }) => {
    if (unavailable.has(site.status)) return `the site's status is ${site.status}`;
    return siteId && siteId !== site.id ? `site ${siteId} is asked for` : unlimited;
  },
};
