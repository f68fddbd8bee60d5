/** What of a log is wanted (core.v1.PodLogOptions, as the kubelet's API takes them). */

export interface LogOptions {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  /** Milliseconds since the epoch; 0 for all. */
  readonly since: number;
  readonly tailLines: number;
  readonly limitBytes: number;
  readonly streams: ReadonlySet<string>;
}

const flag = (text: string | null): boolean => text !== null && text !== 'false' && text !== '0';
const number = (text: string | null): number => (text !== null && /^\d+$/.test(text) ? Number(text) : Infinity);

/** They have been judged by the API server: what makes no sense counts as not said. */
export function logOptions(query: URLSearchParams, now: number): LogOptions {
  const sinceSeconds = number(query.get('sinceSeconds'));
  const sinceTime = Date.parse(query.get('sinceTime') ?? '');
  const stream = query.get('stream');
  return {
    follow: flag(query.get('follow')),
    previous: flag(query.get('previous')),
    timestamps: flag(query.get('timestamps')),
    since: Number.isFinite(sinceSeconds) ? now - 1000 * sinceSeconds : sinceTime || 0,
    tailLines: number(query.get('tailLines')),
    limitBytes: number(query.get('limitBytes')),
    streams: new Set(stream === 'Stdout' || stream === 'Stderr' ? [stream.toLowerCase()] : ['stdout', 'stderr']),
  };
}
