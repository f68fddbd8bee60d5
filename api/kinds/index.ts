/** All kinds, by name and as a list: `kinds.pods`, `kinds.definitions`. */
import type { ResourceDefinition } from '../definition';
import * as served from './served';

// The one `export *` of the project: it is what makes a new kind one line in served.ts.
export * from './served';

const path = ({ group, version, names }: ResourceDefinition): string => `${group}/${version}/${names.plural}`;

/** In order of group and plural. */
// Callers that hold all kinds know their objects as KubeObject only; the functions of a definition get its own kind's.
export const definitions: readonly ResourceDefinition[] = (Object.values(served) as unknown as ResourceDefinition[])
  .sort((a, b) => (path(a) < path(b) ? -1 : 1));

export { conversions } from './conversions';
export { legacyVersions } from './legacy-versions';
