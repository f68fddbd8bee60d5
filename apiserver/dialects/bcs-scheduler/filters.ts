/** What looks at each POST and PUT, in this order, before its endpoint does. */
import { admit } from './admission/filter';
import type { Filter } from './call';

export const filters: readonly Filter[] = [admit];
