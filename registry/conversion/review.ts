/** ConversionReview: what a conversion webhook is asked, and what it answers (k8s.io/apiextensions-apiserver pkg/apiserver/conversion). */
import type { KubeObject } from '../../api';

export interface Question {
  readonly uid: string;
  readonly apiVersion: string;
  readonly body: string;
}

/** Its text says what is wrong with an answer. */
export class InvalidAnswer extends Error {}

const known = ['v1', 'v1beta1'];

/** `objects` are JSON texts. Throws InvalidAnswer for a webhook that knows no version of reviews that is known here. */
export function questionOf(objects: readonly string[], desiredAPIVersion: string, reviewVersions: readonly string[], uid: string): Question {
  const version = reviewVersions.find((name) => known.includes(name));
  if (!version) throw new InvalidAnswer('no supported conversion review versions');
  const apiVersion = `apiextensions.k8s.io/${version}`;
  const head = JSON.stringify({ kind: 'ConversionReview', apiVersion, request: { uid, desiredAPIVersion } });
  return { uid, apiVersion, body: `${head.slice(0, -2)},"objects":[${objects.join(',')}]}}` };
}

interface Answer {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly response?: { readonly uid?: unknown; readonly convertedObjects?: unknown; readonly result?: { readonly status?: unknown; readonly message?: unknown } | null } | null;
}

/** The converted objects, which nobody has looked at. Throws InvalidAnswer. */
export function answersIn(text: string, question: Question): readonly unknown[] {
  const { apiVersion, kind, response } = parsed(text);
  // v1beta1 is not held to it: upstream never did.
  const strict = question.apiVersion === 'apiextensions.k8s.io/v1';
  if (strict && (apiVersion !== question.apiVersion || kind !== 'ConversionReview')) {
    throw new InvalidAnswer(`expected webhook response of ${question.apiVersion}, Kind=ConversionReview, got ${kindText({ apiVersion, kind })}`);
  }
  if (!response) throw new InvalidAnswer('no response provided');
  const { uid = '', result, convertedObjects } = response;
  if (strict && uid !== question.uid) throw new InvalidAnswer(`expected response.uid=${JSON.stringify(question.uid)}, got ${JSON.stringify(uid)}`);
  if (result?.status !== 'Success') throw new InvalidAnswer(textOf(result?.message) || `response.result.status was '${textOf(result?.status)}', not 'Success'`);
  return Array.isArray(convertedObjects) ? convertedObjects : [];
}

function parsed(text: string): Answer {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InvalidAnswer(`couldn't get version/kind; json parse error: ${error.message}`);
  }
  throw new InvalidAnswer("couldn't get version/kind; json parse error: not an object");
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** As Go prints group, version and kind: without a group there is nothing before the slash. */
export function kindText({ apiVersion, kind }: { readonly apiVersion?: unknown; readonly kind?: unknown }): string {
  const version = textOf(apiVersion);
  return `${version.includes('/') ? version : `/${version}`}, Kind=${textOf(kind)}`;
}

export const isObject = (value: unknown): value is Partial<KubeObject> & Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
