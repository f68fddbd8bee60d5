/** Dispatchers: who makes the machines at which clusters (the Global Scheduler's Dispatcher). They are kept and shown. */
import { manifest, record, ruled, text } from '../../custom/shapes';
import type { KubeObject } from '../../object';
import type * as meta from '../../schema/types/meta.v1';
import { age, builtIn, named } from './kind';

export interface Dispatcher extends KubeObject {
  spec: { clusterRange?: { start: string; end: string } };
  status?: { conditions?: meta.Condition[] };
}

const spec = record('Which clusters it is for.', {
  clusterRange: ruled(record('Their names, in their order.', {
    start: { ...text('The first of them.'), maxLength: 253 },
    end: { ...text('The last of them.'), maxLength: 253 },
  }, ['start', 'end']), { rule: 'self.start <= self.end', message: 'start must not be after end' }),
});

export const dispatchers = builtIn<Dispatcher>(manifest(named('Dispatcher', 'dispatchers', 'Cluster'), 'Who makes machines at clusters.', spec, {
  columns: [
    { name: 'Start', type: 'string', jsonPath: '.spec.clusterRange.start', description: 'The first cluster that it is for.' },
    { name: 'End', type: 'string', jsonPath: '.spec.clusterRange.end', description: 'The last cluster that it is for.' },
    age,
  ],
}));
