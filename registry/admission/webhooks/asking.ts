/** One webhook is asked about one request: from what it is shown to its verdict. */
import { ApiError, type KubeObject, type Logger, type Random, type Status } from '../../../api';
import type { Attempt } from '../../admission';
import { CallFailure, RequestFailure } from './failure';
import type { Hook } from './hook';
import { InvalidAnswer, reviewOf, reviewVersion, verdictOf, type Result, type Review, type Verdict } from './review';
import type { Sight } from './sight';
import type { Candidate } from './table';

export interface AskingContext {
  readonly random: Random;
  readonly log: Logger;
}

/** Throws CallFailure when there is no verdict, and ApiError when it is a refusal. */
export async function ask({ random }: AskingContext, { hook, sight }: Candidate, attempt: Attempt, mutating: boolean): Promise<Verdict> {
  const { name, takesDryRuns } = hook;
  if (attempt.dryRun && !takesDryRuns) throw ApiError.badRequest(`admission webhook ${JSON.stringify(name)} does not support dry run`);
  const version = reviewVersion(hook.reviewVersions);
  if (!version) throw new CallFailure(name, 'could not create admission objects: webhook does not accept known AdmissionReview versions (v1, v1beta1)', 400);
  const review = reviewOf(attempt, sight, version, random.uuid(), shown(attempt, sight));
  const verdict = verdictIn(await answerTo(hook, review, attempt), hook, review, mutating);
  for (const [key, value] of Object.entries(verdict.auditAnnotations)) attempt.options.annotate?.(`${name}/${key}`, value);
  for (const text of verdict.warnings) attempt.options.warn?.(text);
  if (!verdict.allowed) throw denial(name, verdict.result);
  return verdict;
}

/** An update shows the revision that it replaces. */
export function shown({ object, old }: Attempt, sight: Sight): { readonly object: KubeObject | undefined; readonly old: KubeObject | undefined } {
  return { object: object && sight.show(atRevision(object, old?.metadata.resourceVersion)), old: old && sight.show(old) };
}

const atRevision = (object: KubeObject, resourceVersion: string | undefined): KubeObject =>
  (resourceVersion === undefined || object.metadata.resourceVersion ? object : { ...object, metadata: { ...object.metadata, resourceVersion } });

async function answerTo({ name, caller, timeoutSeconds }: Hook, { apiVersion, request }: Review, { options: { trace } }: Attempt): Promise<string> {
  try {
    return await caller.post(JSON.stringify({ kind: 'AdmissionReview', apiVersion, request }), timeoutSeconds, trace);
  } catch (error) {
    throw error instanceof RequestFailure ? new CallFailure(name, `failed to call webhook: ${error.message}`, error.code) : error;
  }
}

function verdictIn(answer: string, { name }: Hook, review: Review, mutating: boolean): Verdict {
  try {
    return verdictOf(parsed(answer), review, mutating);
  } catch (error) {
    if (error instanceof InvalidAnswer) throw new CallFailure(name, `received invalid webhook response: ${error.message}`);
    if (error instanceof SyntaxError) throw new CallFailure(name, `failed to call webhook: couldn't get version/kind; json parse error: ${error.message}`);
    throw error;
  }
}

function parsed(answer: string): object {
  if (answer.trim() === '') throw new SyntaxError('unexpected end of JSON input');
  const value = JSON.parse(answer) as unknown;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SyntaxError(`json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`);
  }
  return value;
}

/** k8s.io/apiserver pkg/admission/plugin/webhook/errors ToStatusErr. */
function denial(name: string, result: Result = {}): ApiError {
  const by = `admission webhook ${JSON.stringify(name)} denied the request`;
  const why = result.message || result.reason;
  const status = { ...result, code: Math.max(result.code ?? 0, 400), status: 'Failure', message: why ? `${by}: ${why}` : `${by} without explanation` };
  return ApiError.fromStatus(status as Partial<Status>);
}

/**
 * What comes of a webhook that could not be asked: the request goes on when it fails open, otherwise the ApiError with which
 * the request ends. What is no CallFailure is thrown again.
 */
export function judged({ log }: AskingContext, { name, failsOpen }: Hook, error: unknown): ApiError | undefined {
  if (!(error instanceof CallFailure)) throw error;
  if (!failsOpen) return ApiError.internal(error.message, error);
  log.warn('failed calling webhook, failing open', { webhook: name, error: error.message });
  return undefined;
}
