/** Which filters and scores decide (specification, 5.2). */

export interface Priority {
  readonly name: string;
  /** A score counts this often; the policy file's 0 or nothing is 1. */
  readonly weight: number;
}

export interface Policy {
  /** Names of filters, in the order in which they are asked. */
  readonly predicates: readonly string[];
  readonly priorities: readonly Priority[];
}

/** The shipped policy. */
export const edgeCloudPolicy: Policy = {
  predicates: ['NodeAvailability', 'LocationAndOperator', 'regionandaz', 'Flavor', 'Volume', 'EipAvailability', 'ExclusiveNode'],
  priorities: ['StackAffinity', 'Flavor', 'NodeResourcesLeastAllocated'].map((name) => ({ name, weight: 1 })),
};

/** How a placement is made, beside the policy. */
export interface PlaceOptions {
  /** The demo's own behaviour where it is odd; `quirks.ts` is the list. */
  readonly faithful?: boolean;
  /** `spot_fake` of conf.yaml: every spot machine fits, up to 1000 copies of a group per site; otherwise none does (5.1). */
  readonly spotFake?: boolean;
  /** Keep what every site answered, also when the copies are placed. */
  readonly explain?: boolean;
  /** Who asks, for sites that are there for some domains only (`ExclusiveNode`); not given: nobody asks who. */
  readonly domain?: string;
}
