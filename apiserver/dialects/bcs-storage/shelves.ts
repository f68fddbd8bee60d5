/** Where documents of each use are kept, and by what they are asked for. */
import type { Shelf } from '../../../registry';
import { eventShelves } from './events/shelves';
import { shelf as hosts } from './hosts';
import { shelf as metric } from './metric';
import { indexedPaths } from './query/kinds';
import type { Switches } from './switches';
import { shelfOf } from './watch-data';

export const shelvesOf = (switches: Switches): readonly Shelf[] => [
  { name: 'dynamic', indexed: (type) => [...indexedPaths(type), { path: ['updateTime'], by: 'time' }] },
  ...eventShelves(switches),
  { name: shelfOf('mesos'), indexed: () => [] },
  { name: shelfOf('k8s'), indexed: () => [] },
  { name: metric, indexed: () => [{ path: ['type'], by: 'text' }] },
  { name: hosts, indexed: () => [{ path: ['clusterId'], by: 'text' }] },
];
