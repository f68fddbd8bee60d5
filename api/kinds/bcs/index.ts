/** The kinds of `bkbcs.tencent.com/v1`. */
import type { ResourceDefinition } from '../../definition';
import { bcsagentsettings } from './bcsagentsettings';
import { bcsapplications } from './bcsapplications';
import { bcscommands } from './bcscommands';
import { bcsdeployments } from './bcsdeployments';
import { bcsversions } from './bcsversions';

// Whoever holds them all knows their objects as KubeObject only.
export const bcsKinds = [bcsagentsettings, bcsapplications, bcscommands, bcsdeployments, bcsversions] as unknown as readonly ResourceDefinition[];
