/** The filters that a policy may name. */
import { eipAvailability } from './eip-availability';
import { exclusiveNode } from './exclusive-node';
import type { Filter } from './filter';
import { flavor } from './flavor';
import { locationAndOperator } from './location-and-operator';
import { nodeAvailability } from './node-availability';
import { nodeResourcesFit } from './node-resources-fit';
import { regionAndAz } from './region-and-az';
import { volume } from './volume';

export const filters: ReadonlyMap<string, Filter> = new Map(
  [nodeAvailability, locationAndOperator, regionAndAz, flavor, volume, eipAvailability, exclusiveNode, nodeResourcesFit].map((each) => [each.name, each]),
);
