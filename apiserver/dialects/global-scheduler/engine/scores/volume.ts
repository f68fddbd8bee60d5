/** Which part of a site's storage, of all types together, is available (specification, 7.4). */
import type { Score } from './score';

export const volume: Score = {
  name: 'Volume',
  prepare: () => (candidate) => {
    let total = 0;
    let provisioned = 0;
    for (const type of candidate.site.volumes.keys()) {
      const volumes = candidate.volumes(type);
      total += volumes?.total ?? 0;
      provisioned += volumes?.provisioned ?? 0;
    }
    return total <= 0 ? 0 : Math.trunc(((total - provisioned) * 100) / total);
  },
};
