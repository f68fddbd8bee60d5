/**
 * The trace that a request is part of (https://www.w3.org/TR/trace-context). Nothing is recorded of it here: it is named in
 * the log, and passed on unchanged to those who are asked because of it.
 */
import type { IncomingMessage } from 'node:http';
import type { TraceContext } from '../../api';

const form = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}(-.*)?$/;

/** Undefined when there is none, or none that is well-formed: then there is no trace (3.2.2.3 and 4.3). */
export function traceOf({ headers: { traceparent, tracestate } }: IncomingMessage): TraceContext | undefined {
  if (typeof traceparent !== 'string') return undefined;
  const [, version, id = '', parent = '', rest] = form.exec(traceparent) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && rest !== undefined) || /^0+$/.test(id) || /^0+$/.test(parent)) return undefined;
  return { id, traceparent, ...(typeof tracestate === 'string' && tracestate && { tracestate }) };
}
