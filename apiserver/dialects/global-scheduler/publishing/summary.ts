/** What the Scheduler `default` says of the sites that it places on. The first of many: it is written with every commit. Pure. */
import type { globalscheduler } from '../../../../api';
import type { Site, World } from '../engine';

type Summary = Pick<globalscheduler.SchedulerStatus, 'state' | 'clusters' | 'cluster_names' | 'union'>;

const most = 20;

export function summaryOf({ sites }: World): Summary {
  const all = [...sites.values()];
  return {
    state: 'Active',
    clusters: all.length,
    cluster_names: firstOf([...sites.keys()]),
    union: {
      regions: firstOf(all.map(({ region }) => region)),
      operators: firstOf(all.map(({ operator }) => operator)),
      flavors: firstOf(all.flatMap((site) => [...site.flavors.keys()])),
      storage: firstOf(all.flatMap((site) => [...site.volumes.keys()])),
      geolocations: placesOf(all),
    },
  };
}

const firstOf = (texts: readonly string[]): string[] => [...new Set(texts)].filter((text) => text).sort().slice(0, most);

const placesOf = (sites: readonly Site[]): globalscheduler.GeoLocation[] =>
  firstOf(sites.map(({ geography: { country, area, province, city } }) => JSON.stringify({ ...(country && { country }), ...(area && { area }), ...(province && { province }), ...(city && { city }) })))
    .filter((text) => text !== '{}').map((text) => JSON.parse(text) as globalscheduler.GeoLocation);
