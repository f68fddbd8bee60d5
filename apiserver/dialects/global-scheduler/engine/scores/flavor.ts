/** How much the flavours that a site has room for are preferred (specification, 7.4): 10 where all are first choices. */
import type { Score } from './score';

export const flavor: Score = {
  name: 'Flavor',
  prepare: () => ({ fit }) =>
    typeof fit === 'string' ? 0 : Math.trunc(fit.options.reduce((sum, { weight }) => sum + weight, 0) / fit.options.length),
};
