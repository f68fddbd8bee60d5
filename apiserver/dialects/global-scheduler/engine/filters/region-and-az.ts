/** One of the regions that are given, and one of its zones if it names any, is the site's (specification, 7.2). */
import type { RegionChoice } from '../request';
import type { Site } from '../world';
import { unlimited, type Filter } from './filter';

export const regionAndAz: Filter = {
  name: 'regionandaz',
  prepare: ({ request: { selector: { regions } } }) => ({ site }) =>
    regions.length === 0 || regions.some((choice) => isIn(site, choice)) ? unlimited : `the site is in ${site.region}, ${site.zone}`,
};

const isIn = (site: Site, { region, zones }: RegionChoice): boolean =>
  (region === '' || region === site.region) && (zones.length === 0 || zones.includes(site.zone));
