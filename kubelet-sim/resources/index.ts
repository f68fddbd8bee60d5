/** The resources that kubelet-sim brings: a manifest and its typed view in a file each, and a line here. */
import type { CustomResourceDefinition } from '../../api';
import { faultManifest } from './fault';
import { stageManifest } from './stage';
import { streamManifests } from './streams';
import { clusterResourceUsageManifest, resourceUsageManifest } from './usage';

export const ownResources: readonly CustomResourceDefinition[] = [stageManifest, resourceUsageManifest, clusterResourceUsageManifest, ...streamManifests, faultManifest];
