/** What looks at each POST and PUT, in this order, before its endpoint does. */
import { admit } from './admission/filter';
import type { Filter } from './call';
import { typeChecks } from './check-types';

export const filters: readonly Filter[] = [typeChecks, admit];
