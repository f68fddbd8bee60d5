/** The files of the configuration directory. */
export { confFile, type Settings } from './conf';
export { eipPoolsFile } from './eip-pools';
export { flavorsFile } from './flavors';
export { policyFile } from './policy';
export { regionFile, type Regions } from './region';
export { sampleRequestFile } from './sample-request';
export { siteNodesFile } from './site-nodes';
export { nodeSelectorAttribute, sitesFile } from './sites';
export { volumePoolsFile } from './volume-pools';
export { volumeTypesFile } from './volume-types';
