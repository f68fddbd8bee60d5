/** Parts that several of the document's records share, under Go's names and in its order; what Go leaves out when it is empty is left out. */
import type { ApplicationDefinition, HealthCheck } from '../definition';
import type { Amount } from '../resources';

type Texts = Readonly<Record<string, string>>;

/** Seconds since 1970. */
export const seconds = (ms: number): number => Math.floor(ms / 1000);

/** Go's time of nothing. */
export const noTime = '0001-01-01T00:00:00Z';

const isAny = (texts: Texts): boolean => Object.keys(texts).length > 0;

export interface ObjectMetaRecord {
  readonly name: string;
  readonly namespace: string;
  readonly creationTimestamp: string;
  readonly labels?: Texts;
  readonly annotations?: Texts;
  readonly clusterName?: string;
}

interface Meta { readonly labels: Texts; readonly annotations: Texts; readonly clusterName?: string }

export const objectMeta = (name: string, namespace: string, { labels, annotations, clusterName }: Meta): ObjectMetaRecord => ({
  name, namespace, creationTimestamp: noTime, ...(isAny(labels) && { labels }), ...(isAny(annotations) && { annotations }), ...(clusterName && { clusterName }),
});

export const resource = ({ cpu, memory, disk }: Amount): { readonly Cpus: number; readonly Mem: number; readonly Disk: number } => ({ Cpus: cpu, Mem: memory, Disk: disk });

export const killPolicy = ({ killPolicy: { gracePeriod } }: ApplicationDefinition): { readonly gracePeriod: number } => ({ gracePeriod });

export const restartPolicy = ({ restartPolicy: { policy, interval, backoff, maxtimes, hostRetainTime } }: ApplicationDefinition): object =>
  ({ policy: policy || 'OnFailure', ...given({ interval, backoff, maxtimes, hostRetainTime }) });

/** Without what is zero. */
export const given = (values: Readonly<Record<string, string | number | boolean>>): object => Object.fromEntries(Object.entries(values).filter(([, value]) => value));

export const netLimit = (limit: { readonly egressLimit: number } | undefined): object | null => (limit ? { egressLimit: limit.egressLimit } : null);

/** With their defaults. */
export const healthCheck = ({ type, delaySeconds, gracePeriodSeconds, intervalSeconds, timeoutSeconds, consecutiveFailures, command, http, tcp }: HealthCheck): object => ({
  ...given({ type, delaySeconds, gracePeriodSeconds, intervalSeconds, timeoutSeconds, consecutiveFailures }),
  ...(command && { command: given({ value: command.value }) }),
  ...(http && { http: { port: http.port, portName: http.portName, scheme: http.scheme, path: http.path, headers: isAny(http.headers) ? http.headers : null } }),
  ...(tcp && { tcp: { port: tcp.port, portName: tcp.portName } }),
});
