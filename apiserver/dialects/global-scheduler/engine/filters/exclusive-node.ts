/**
 * Sites with the attribute `exclusive_domains` are there for these domains only (specification, 7.2). The demo's filter is inverted and
 * never sees an attribute, so it lets everybody in; this one does so only where the request does not say who asks.
 */
import { unlimited, type Filter } from './filter';

export const exclusiveNode: Filter = {
  name: 'ExclusiveNode',
  prepare: ({ options: { domain } }) => ({ site }) => {
    const domains = domain === undefined ? undefined : site.attributes.get('exclusive_domains');
    if (!domains) return unlimited;
    return domains.split(',').some((each) => each.trim() === domain) ? unlimited : `the site is for ${domains} only`;
  },
};
