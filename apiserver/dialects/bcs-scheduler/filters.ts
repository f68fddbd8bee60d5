/** What looks at each POST and PUT, in this order, before its endpoint does. */
import type { Filter } from './call';

export const filters: readonly Filter[] = [];
