/** How failures of each kind of endpoint look (the document's samples). */
import type { Call, Failure } from './call';

export const failures = {
  getOne: { code: 'get', missing: 'getMissing', data: 'array' },
  /** Of values that are no documents, and of metrics. */
  getValue: { code: 'get', missing: 'getMissing', data: 'null' },
  put: { code: 'put', data: 'null' },
  putWatched: { code: 'watchPut', data: 'null' },
  deleteOne: { code: 'delete', missing: 'deleteMissing', data: 'null' },
  deleteMetric: { code: 'delete', missing: 'metricDeleteMissing', data: 'null' },
  deleteMany: { code: 'delete', data: 'array' },
  list: { code: 'list', data: 'array' },
  listTold: { code: 'list', data: 'array', total: true },
  listValues: { code: 'list', data: 'null' },
  listMetricClusters: { code: 'metricClusters', data: 'null' },
} as const satisfies Readonly<Record<string, Failure>>;

/** The document's sample of a query for pools of addresses has a number of its own. */
export const queryFailure = ({ at, service: { switches } }: Pick<Call, 'at' | 'service'>): Failure =>
  (switches.ippoolCode === 'doc' && at.kind?.toLowerCase() === 'ippoolstatic' ? { code: 'other', data: 'object' } : failures.list);
