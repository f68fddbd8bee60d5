/** What a request asks for, in the words in which limits, audit and metrics judge it (k8s.io/apiserver endpoints/request RequestInfo). */
import type { IncomingMessage } from 'node:http';
import type { ResourceDefinition } from '../../api';

export interface RequestAttributes {
  /** `get`, `list`, `watch`, `create`, …; of what is no resource the method in lower case; '' for a method that is no verb. */
  readonly verb: string;
  /** Without the query, as sent. */
  readonly path: string;
  /** Whether the path is that of a resource; the members below say which, '' where there is none. */
  readonly isResource: boolean;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** The resource, if it is served: nothing else is counted by its name, which whoever asks has made up. */
  readonly definition: ResourceDefinition | undefined;
  /** It takes as long as there is to do or to tell, whatever its verb. */
  readonly longRunning?: boolean;
  readonly query: QueryText;
}

/** The query as it can be asked. */
export interface QueryText {
  get(name: string): string | undefined;
  all(name: string): string[];
}

const longRunningVerbs: ReadonlySet<string> = new Set(['watch', 'proxy']);
const longRunningSubresources: ReadonlySet<string> = new Set(['attach', 'exec', 'proxy', 'log', 'portforward']);

/** Whether a request lasts as long as whoever asks wants it to (kubernetes pkg/controlplane: LongRunningFunc). */
export const isLongRunning = ({ verb, isResource, subresource, longRunning = false }: RequestAttributes): boolean =>
  longRunning || longRunningVerbs.has(verb) || (isResource && subresource !== '' && longRunningSubresources.has(subresource));

const readOnlyVerbs: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

export const isMutating = ({ verb }: RequestAttributes): boolean => !readOnlyVerbs.has(verb);

const noResource = { isResource: false, group: '', version: '', resource: '', subresource: '', namespace: '', name: '', definition: undefined } as const;

/** What can be said of any request. */
export function plainAttributes({ method = '', url = '' }: IncomingMessage): RequestAttributes {
  const question = url.indexOf('?');
  const params = new URLSearchParams(question < 0 ? '' : url.slice(question + 1));
  const query: QueryText = { get: (name) => params.get(name) ?? undefined, all: (name) => params.getAll(name) };
  return { ...noResource, verb: method.toLowerCase(), path: question < 0 ? url : url.slice(0, question), query };
}
