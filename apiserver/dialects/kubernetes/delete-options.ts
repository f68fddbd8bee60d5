/** DeleteOptions: from the body if there is one, else from the query (k8s.io/apiserver endpoints/handlers DeleteResource). */
import { ApiError, deleteOptionsOf, type AskedDeletion, type DeleteOptions, type Preconditions } from '../../../api';
import type { Call } from './call';
import { errandOf } from './errand';
import { readOptionalObject } from './input';
import type { Query } from './query';

/** Throws ApiError BadRequest or Invalid. */
export async function deleteOptions({ request, query, warnings }: Call): Promise<DeleteOptions> {
  const body = await readOptionalObject(request, 'meta.v1.DeleteOptions');
  const asked = body === undefined ? fromQuery(query) : fromBody(body);
  return { ...deleteOptionsOf(asked), warn: (text) => warnings.add(text), ...errandOf(request) };
}

function fromQuery(query: Query): AskedDeletion {
  const uid = query.text('preconditions.uid');
  const gracePeriodSeconds = query.integer('gracePeriodSeconds');
  return { gracePeriodSeconds, propagationPolicy: query.text('propagationPolicy'), orphanDependents: query.flag('orphanDependents'), preconditions: uid ? { uid } : undefined, dryRun: query.all('dryRun') };
}

function fromBody(body: unknown): AskedDeletion {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw ApiError.badRequest('decoded object cannot be converted to DeleteOptions');
  const fields = new Fields(body as Record<string, unknown>);
  const kind = fields.take('kind', 'string');
  if (kind !== undefined && kind !== '' && kind !== 'DeleteOptions') throw ApiError.badRequest('decoded object cannot be converted to DeleteOptions');
  const preconditions = fields.take('preconditions', 'object') as Record<string, unknown> | undefined;
  return {
    gracePeriodSeconds: fields.take('gracePeriodSeconds', 'number'),
    propagationPolicy: fields.take('propagationPolicy', 'string'),
    orphanDependents: fields.take('orphanDependents', 'boolean'),
    preconditions: preconditions && preconditionsOf(new Fields(preconditions)),
    dryRun: (fields.take('dryRun', 'object') ?? []) as string[],
  };
}

function preconditionsOf(fields: Fields): Preconditions {
  const uid = fields.take('uid', 'string');
  const resourceVersion = fields.take('resourceVersion', 'string');
  return { ...(uid !== undefined && { uid }), ...(resourceVersion !== undefined && { resourceVersion }) };
}

interface FieldTypes { string: string; number: number; boolean: boolean; object: object }

class Fields {
  constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  /** null is absent, as in Go. */
  take<K extends keyof FieldTypes>(name: string, type: K): FieldTypes[K] | undefined {
    const value = Object.hasOwn(this.values, name) ? this.values[name] : undefined;
    if (value === undefined || value === null) return undefined;
    if (typeof value === type && (type !== 'number' || Number.isSafeInteger(value))) return value as FieldTypes[K];
    throw ApiError.badRequest(`json: cannot unmarshal ${goTypeName(value)} into Go struct field DeleteOptions.${name}`);
  }
}

const goTypeName = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value);
