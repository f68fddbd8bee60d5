/** What a running scheduler can be asked about its decisions: each running scheduler makes one of these (`scheduler.ts`). */
import { ApiError, type SchedulerControl } from '../api';

export type Answers = Pick<SchedulerControl, 'explain' | 'whatIf'>;

export const createAnswers = (): Answers => ({
  explain: () => undefined,
  whatIf: async () => Promise.reject(ApiError.unavailable('what-if is not built')),
});
