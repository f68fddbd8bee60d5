/** What extenders answer is written down where attempts are. */
import type { Cycle } from '../framework';
import type { Framework } from '../profile';
import type { Heard } from './extender';

export const heardBy = ({ book }: Pick<Framework, 'book'>) => (cycle: Cycle): Heard => (url, verb, answer) => book?.attemptOf(cycle)?.extended(url, verb, answer);
