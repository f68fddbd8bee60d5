/** The kinds of `bkbcs.tencent.com/v1`. */
import type { ResourceDefinition } from '../../definition';
import { bcsadmissionwebhooks } from './bcsadmissionwebhooks';
import { bcsagentsettings } from './bcsagentsettings';
import { bcsapplications } from './bcsapplications';
import { bcscommands } from './bcscommands';
import { bcsdeployments } from './bcsdeployments';
import { bcslegacykinds } from './bcslegacykinds';
import { bcslegacyresources } from './bcslegacyresources';
import { bcsversions } from './bcsversions';

// Whoever holds them all knows their objects as KubeObject only.
export const bcsKinds = [
  bcsadmissionwebhooks, bcsagentsettings, bcsapplications, bcscommands, bcsdeployments, bcslegacykinds, bcslegacyresources, bcsversions,
] as unknown as readonly ResourceDefinition[];
