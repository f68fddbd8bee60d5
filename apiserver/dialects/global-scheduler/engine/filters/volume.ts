/** There is storage of each type for a copy (specification, 7.2). */
import type { Candidate } from '../candidate';
import { unlimited, type Filter, type Verdict } from './filter';

export const volume: Filter = {
  name: 'Volume',
  prepare: ({ demand: { storage }, quirks: { storageLimitsNoCopies } }) => (candidate) => {
    let copies: number = unlimited;
    for (const [type, size] of storage) {
      const limit = copiesWith(candidate, type, size);
      if (typeof limit === 'string') return limit;
      if (!storageLimitsNoCopies) copies = Math.min(copies, limit);
    }
    return copies;
  },
};

function copiesWith(candidate: Candidate, type: string, size: number): Verdict {
  const volumes = candidate.volumes(type);
  if (!volumes) return `there is no storage of type "${type}"`;
  const available = volumes.total - volumes.provisioned;
  return available < size ? `${size} GB of "${type}" are needed, ${available} are available` : Math.trunc(available / size);
}
