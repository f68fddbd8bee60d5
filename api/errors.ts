/**
 * The second floor of errors: what a request can be answered with. Storage below knows only lost compares and
 * two exceptions; dialects above turn an ApiError into bytes. Reasons, codes and messages are upstream's
 * (k8s.io/apimachinery pkg/api/errors).
 */
import { describeFault, formatFieldError, type FieldError } from './field-error';
import type * as meta from './schema/types/meta.v1';

export type Status = Omit<meta.Status, 'metadata'> & { metadata: meta.ListMeta };
export type StatusCause = meta.StatusCause;

/** Every reason with its HTTP code: what docs/errors.md lists. */
export const reasonCodes = {
  BadRequest: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  AlreadyExists: 409,
  Conflict: 409,
  Gone: 410,
  Expired: 410,
  RequestEntityTooLarge: 413,
  UnsupportedMediaType: 415,
  Invalid: 422,
  TooManyRequests: 429,
  InternalError: 500,
  NotImplemented: 501,
  ServiceUnavailable: 503,
  Timeout: 504,
} as const;

export type Reason = keyof typeof reasonCodes;

/** Which resource an error speaks of: enough for `pods "web" not found` and `deployments.apps "web" not found`. */
export interface ResourceName {
  readonly group: string;
  readonly plural: string;
}

/** Which kind an error speaks of: `Pod "web" is invalid`, `Deployment.apps "web" is invalid`. */
export interface KindName {
  readonly group: string;
  readonly kind: string;
}

const qualified = (name: string, group: string): string => (group ? `${name}.${group}` : name);

/** Why something is no object of a kind: as the decoder says it, and as the converter that strategic patches go through. */
export interface DecodeFault { readonly fault: string; readonly conversionFault: string }

interface Options { readonly cause?: unknown; readonly continueToken?: string; readonly decodeFault?: DecodeFault }

interface Details { name?: string; group?: string; kind?: string; uid?: string; causes?: StatusCause[]; retryAfterSeconds?: number }

export class ApiError extends Error {
  private constructor(
    readonly code: number,
    /** Empty where upstream leaves it empty. */
    readonly reason: Reason | '',
    message: string,
    readonly details?: Details,
    private readonly options: Options = {},
  ) {
    super(message, options);
    this.name = 'ApiError';
  }

  private static of(reason: Reason, message: string, details?: Details, options?: Options): ApiError {
    return new ApiError(reasonCodes[reason], reason, message, details, options);
  }

  /** Whether an error is an ApiError of this reason. */
  static is(error: unknown, reason: Reason): error is ApiError {
    return error instanceof ApiError && error.reason === reason;
  }

  /** What was sent is no object of the kind (k8s.io/apiserver endpoints/handlers transformDecodeError); `fault` says why. */
  static undecodable(kind: string, version: string, fault: string, conversionFault = fault): ApiError {
    return ApiError.of('BadRequest', `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: ${fault}`, undefined, { decodeFault: { fault, conversionFault } });
  }

  /** Why what was sent could not be decoded: a patch that leads to such an object is another error than such a body. */
  get decodeFault(): DecodeFault | undefined {
    return this.options.decodeFault;
  }

  static badRequest(message: string): ApiError {
    return ApiError.of('BadRequest', message);
  }

  static unauthorized(message = 'Unauthorized'): ApiError {
    return ApiError.of('Unauthorized', message);
  }

  static forbidden(resource: ResourceName, name: string, why: string, causes?: StatusCause[]): ApiError {
    const what = qualified(resource.plural, resource.group);
    const message = name ? `${what} ${JSON.stringify(name)} is forbidden: ${why}` : `${what} is forbidden: ${why}`;
    return ApiError.of('Forbidden', message, { name, group: resource.group, kind: resource.plural, causes });
  }

  static notFound(resource: ResourceName, name: string): ApiError {
    return ApiError.of('NotFound', `${qualified(resource.plural, resource.group)} ${JSON.stringify(name)} not found`,
      { name, group: resource.group, kind: resource.plural });
  }

  /** No such path, group, version or resource. */
  static noSuchResource(): ApiError {
    return ApiError.of('NotFound', 'the server could not find the requested resource', {});
  }

  static methodNotAllowed(resource: ResourceName, verb: string): ApiError {
    return ApiError.of('MethodNotAllowed', `${verb} is not supported on resources of kind ${JSON.stringify(qualified(resource.plural, resource.group))}`,
      { group: resource.group, kind: resource.plural });
  }

  static notAcceptable(offered: readonly string[]): ApiError {
    return ApiError.of('NotAcceptable', `only the following media types are accepted: ${offered.join(', ')}`);
  }

  /** `deleting`: what is there is on its way out. */
  static alreadyExists(resource: ResourceName, name: string, { deleting = false } = {}): ApiError {
    const note = deleting ? 'object is being deleted: ' : '';
    return ApiError.of('AlreadyExists', `${note}${qualified(resource.plural, resource.group)} ${JSON.stringify(name)} already exists`,
      { name, group: resource.group, kind: resource.plural });
  }

  /** Every name that was drawn for a generateName is taken; asking again draws others. */
  static noFreeName(resource: ResourceName, name: string): ApiError {
    const message = `${qualified(resource.plural, resource.group)} ${JSON.stringify(name)} already exists, the server was not able to generate a unique name for the object`;
    return ApiError.of('AlreadyExists', message, { name, group: resource.group, kind: resource.plural, retryAfterSeconds: 1 });
  }

  /** `why` as upstream's OptimisticLockErrorMsg unless given. */
  static conflict(resource: ResourceName, name: string, why = optimisticLock): ApiError {
    return ApiError.of('Conflict', `Operation cannot be fulfilled on ${qualified(resource.plural, resource.group)} ${JSON.stringify(name)}: ${why}`,
      { name, group: resource.group, kind: resource.plural });
  }

  /** A server-side apply that would take fields from others (k8s.io/apimachinery pkg/api/errors NewApplyConflict). */
  static applyConflict(message: string, causes: StatusCause[]): ApiError {
    return ApiError.of('Conflict', message, { causes });
  }

  /** The revision asked for is no longer kept. `continueToken` goes on with a list all the same, at the latest revision. */
  static expired(message: string, continueToken?: string): ApiError {
    return ApiError.of('Expired', message, undefined, { continueToken });
  }

  static tooLarge(limitBytes: number): ApiError {
    return ApiError.of('RequestEntityTooLarge', `Request entity too large: limit is ${limitBytes}`);
  }

  static unsupportedMediaType(offered: readonly string[]): ApiError {
    return ApiError.of('UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: ${offered.join(', ')}`);
  }

  static invalid(kind: KindName, name: string, errors: readonly FieldError[]): ApiError {
    const texts = errors.map(formatFieldError);
    const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
    const causes = errors.map((e) => ({ reason: e.type, message: describeFault(e), field: e.field }));
    return ApiError.of('Invalid', `${qualified(kind.kind, kind.group)} ${JSON.stringify(name)} is invalid: ${list}`,
      { name, group: kind.group, kind: kind.kind, causes });
  }

  static tooManyRequests(message: string, { retryAfterSeconds, causes }: { retryAfterSeconds?: number; causes?: StatusCause[] } = {}): ApiError {
    return ApiError.of('TooManyRequests', message, { retryAfterSeconds, causes });
  }

  static internal(message: string, cause?: unknown): ApiError {
    return ApiError.of('InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] }, { cause });
  }

  /** A refusal that upstream leaves without a reason. */
  static unknown(message: string, cause?: unknown): ApiError {
    return new ApiError(500, '', message, undefined, { cause });
  }

  /** The store cannot be reached or cannot take writes; asking again helps. */
  static unavailable(message: string, retryAfterSeconds = 1, cause?: unknown): ApiError {
    return ApiError.of('ServiceUnavailable', message, { retryAfterSeconds }, { cause });
  }

  /** There is none of those whom a request should be passed on to. */
  static nobodyThere(message: string): ApiError {
    return ApiError.of('ServiceUnavailable', message);
  }

  /** The server's answer was not ready in time; nothing is known to have failed. */
  static timeout(message: string, retryAfterSeconds?: number, causes?: StatusCause[]): ApiError {
    return ApiError.of('Timeout', message, { retryAfterSeconds, causes });
  }

  /** The resourceVersion asked for lies in the future (k8s.io/apiserver storage NewTooLargeResourceVersionError). */
  static tooLargeResourceVersion(wanted: number, current: number): ApiError {
    const message = `Too large resource version: ${wanted}, current: ${current}`;
    return ApiError.timeout(message, 1, [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }]);
  }

  /** The error a server answered with, back from its bytes. */
  static fromStatus(status: Partial<Status>): ApiError {
    return new ApiError(status.code ?? 500, (status.reason ?? '') as Reason | '', status.message ?? 'unknown',
      status.details as Details | undefined, { continueToken: status.metadata?.continue });
  }

  toStatus(): Status {
    const details = this.details && stripEmpty(this.details);
    const { continueToken } = this.options;
    return {
      kind: 'Status', apiVersion: 'v1', metadata: continueToken ? { continue: continueToken } : {}, status: 'Failure', message: this.message,
      ...(this.reason && { reason: this.reason }), ...(details && { details }), code: this.code,
    };
  }
}

export const optimisticLock = 'the object has been modified; please apply your changes to the latest version and try again';

const stripEmpty = (details: Details): Details =>
  Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined && value !== ''));
