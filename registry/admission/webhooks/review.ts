/** AdmissionReview: what a webhook is asked, and what it may answer (k8s.io/apiserver pkg/admission/plugin/webhook/request). */
import type { DeleteOptions, WriteOptions } from '../../../api';
import type { Attempt } from '../../admission';
import type { Sight } from './sight';

export interface Review {
  readonly uid: string;
  readonly apiVersion: string;
  readonly request: object;
}

/** What a webhook has answered. */
export interface Verdict {
  readonly allowed: boolean;
  /** JSON text; absent: nothing is to be changed. */
  readonly patch: string | undefined;
  readonly patchType: string | undefined;
  readonly result: Result | undefined;
  readonly warnings: readonly string[];
  readonly auditAnnotations: Readonly<Record<string, string>>;
}

/** A Status, of which nothing needs to be there. */
export interface Result {
  readonly code?: number;
  readonly message?: string;
  readonly reason?: string;
  readonly details?: object;
}

/** Its text says why an answer is none. */
export class InvalidAnswer extends Error {}

/** The first version of AdmissionReview that the webhook takes and that is known here; undefined: there is none. */
export const reviewVersion = (versions: readonly string[]): string | undefined => versions.find((version) => version === 'v1' || version === 'v1beta1');

/** `object` and `old` as the webhook is to see them. */
export function reviewOf(attempt: Attempt, sight: Sight, version: string, uid: string, shown: { readonly object: object | undefined; readonly old: object | undefined }): Review {
  return {
    uid,
    apiVersion: `admission.k8s.io/${version}`,
    request: { uid, ...whatIsAsked(attempt, sight), object: shown.object ?? null, oldObject: shown.old ?? null, dryRun: attempt.dryRun, options: optionsOf(attempt) },
  };
}

/** The request without the objects. */
function whatIsAsked(attempt: Attempt, { definition: { group, version, names }, kind }: Sight): object {
  const { requested, definition: hub, subresource, key: { name, namespace }, operation, user: { name: username, ...user } } = attempt;
  const sub = subresource && { subResource: subresource, requestSubResource: subresource };
  const isProjected = kind.kind !== hub.kind;
  return {
    kind, resource: { group, version, resource: names.plural }, ...(sub || {}),
    requestKind: isProjected ? kind : { group: requested.group, version: requested.version, kind: requested.kind },
    requestResource: { group: requested.group, version: requested.version, resource: requested.names.plural },
    ...(name && { name }), ...namespaceOf(attempt, namespace), operation, userInfo: { username, ...user },
  };
}

/** A request for a namespace is made in it. */
export function namespaceOf({ definition, key: { name } }: Attempt, namespace: string | undefined): { readonly namespace?: string } {
  const own = definition.group === '' && definition.kind === 'Namespace' ? name : namespace;
  return own ? { namespace: own } : {};
}

const optionKinds = { CREATE: 'CreateOptions', UPDATE: 'UpdateOptions', DELETE: 'DeleteOptions' } as const;

function optionsOf({ operation, options, dryRun }: Attempt): object {
  const own = operation === 'DELETE' ? deleteOptionsOf(options) : writeOptionsOf(options);
  return { kind: optionKinds[operation], apiVersion: 'meta.k8s.io/v1', ...own, ...(dryRun && { dryRun: ['All'] }) };
}

const deleteOptionsOf = ({ gracePeriodSeconds, preconditions, orphanDependents, propagationPolicy }: DeleteOptions): object =>
  ({ gracePeriodSeconds, preconditions, orphanDependents, propagationPolicy });

const writeOptionsOf = ({ fieldManager, fieldValidation }: WriteOptions): object => ({ fieldManager, fieldValidation });

interface Answer {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly response?: Partial<Record<string, unknown>> | null;
}

/** Throws InvalidAnswer. */
export function verdictOf(answer: Answer, { uid, apiVersion }: Review, mutating: boolean): Verdict {
  const { response } = answer;
  if (response === undefined || response === null) throw new InvalidAnswer('webhook response was absent');
  const strict = apiVersion === 'admission.k8s.io/v1';
  if (strict) checkIdentity(answer, response, uid, apiVersion);
  const given = textIn(response, 'patch') || undefined;
  const patchType = textIn(response, 'patchType');
  if (strict) checkPatch(given, patchType, mutating);
  return {
    allowed: response.allowed === true,
    patch: mutating && given !== undefined ? decoded(given) : undefined,
    // v1beta1 knew only one.
    patchType: strict ? patchType : 'JSONPatch',
    result: objectIn(response, 'status'),
    warnings: textsOf(response.warnings),
    auditAnnotations: Object.fromEntries(Object.entries(objectIn(response, 'auditAnnotations') ?? {}).map(([key, value]) => [key, String(value)])),
  };
}

function checkIdentity({ apiVersion, kind }: Answer, { uid = '' }: Partial<Record<string, unknown>>, wanted: string, version: string): void {
  if (uid !== wanted) throw new InvalidAnswer(`expected response.uid=${JSON.stringify(wanted)}, got ${JSON.stringify(uid)}`);
  if (apiVersion === version && kind === 'AdmissionReview') return;
  throw new InvalidAnswer(`expected webhook response of ${version}, Kind=AdmissionReview, got ${groupVersion(apiVersion)}, Kind=${typeof kind === 'string' ? kind : ''}`);
}

/** As Go prints one: without a group there is nothing before the slash. */
function groupVersion(apiVersion: unknown): string {
  const text = typeof apiVersion === 'string' ? apiVersion : '';
  return text.includes('/') ? text : `/${text}`;
}

function checkPatch(patch: string | undefined, patchType: string | undefined, mutating: boolean): void {
  if (!mutating && patch) throw new InvalidAnswer('validating webhook may not return response.patch');
  if (!mutating && patchType !== undefined) throw new InvalidAnswer('validating webhook may not return response.patchType');
  if (patch && patchType === undefined) throw new InvalidAnswer('webhook returned response.patch but not response.patchType');
  if (!patch && patchType !== undefined) throw new InvalidAnswer('webhook returned response.patchType but not response.patch');
  if (patchType === '') throw new InvalidAnswer('webhook returned invalid response.patchType of ""');
}

function textIn(response: Partial<Record<string, unknown>>, field: string): string | undefined {
  const value = response[field];
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
  throw new InvalidAnswer(`json: cannot unmarshal ${typeof value} into Go struct field AdmissionResponse.response.${field} of type string`);
}

const objectIn = (response: Partial<Record<string, unknown>>, field: string): object | undefined => {
  const value = response[field];
  return typeof value === 'object' && value !== null ? value : undefined;
};

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((text): text is string => typeof text === 'string') : []);

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function decoded(text: string): string {
  if (!base64.test(text)) throw new InvalidAnswer('illegal base64 data in response.patch');
  return Buffer.from(text, 'base64').toString('utf8');
}
