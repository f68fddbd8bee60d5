/** Some combination of the flavours that are named has room at the site (specification, 7.2 and 7.3). */
import { unlimited, type Filter } from './filter';

/** The limit is the fit's own, which is counted however a policy is (7.5). */
export const flavor: Filter = {
  name: 'Flavor',
  prepare: () => ({ fit }) => (typeof fit === 'string' ? fit : unlimited),
};
