/** Distributors: who chooses a scheduler for which allocations (the Global Scheduler's Distributor). They are kept and shown. */
import { manifest, record, ruled } from '../../custom/shapes';
import type { KubeObject } from '../../object';
import type * as meta from '../../schema/types/meta.v1';
import { age, builtIn, named, whole } from './kind';

export interface Distributor extends KubeObject {
  spec: { range?: { start: number; end: number } };
  status?: { conditions?: meta.Condition[] };
}

const spec = record('Which allocations it is for.', {
  range: ruled(record('The hashes of their keys.', {
    start: whole('The first of them.', 0),
    end: whole('The last of them.', 0),
  }, ['start', 'end']), { rule: 'self.start <= self.end', message: 'start must not be after end' }),
});

export const distributors = builtIn<Distributor>(manifest(named('Distributor', 'distributors', 'Cluster'), 'Who chooses schedulers for allocations.', spec, {
  columns: [
    { name: 'Start', type: 'integer', jsonPath: '.spec.range.start', description: 'The first hash that it is for.' },
    { name: 'End', type: 'integer', jsonPath: '.spec.range.end', description: 'The last hash that it is for.' },
    age,
  ],
}));
