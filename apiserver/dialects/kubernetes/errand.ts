/** What a request brings along for everybody who works at it. */
import type { Errand } from '../../../api';
import { recordOf, traceOf, type Request } from '../../dialect';

export function errandOf(request: Request): Errand {
  const trace = traceOf(request);
  const record = recordOf(request);
  return { ...(trace && { trace }), ...(record && { annotate: (key, value) => record.annotate(key, value) }) };
}
