/** POST serviceaccounts/token: `kubectl create token` (kubernetes pkg/registry/core/serviceaccount/storage/token.go). */
import { formatTime } from '../../clock';
import type { Procedure, ProcedureCall } from '../../definition';
import { ApiError } from '../../errors';
import { invalid, type FieldError } from '../../field-error';
import type { KubeObject } from '../../object';
import { schemaFor } from '../../schema/schema';
import type * as authentication from '../../schema/types/authentication.v1';
import type * as core from '../../schema/types/core.v1';
import { when } from '../checks';
import { boundTo } from './bound-object';
import { claimsOf, type Bound } from './claims';

type Request = authentication.TokenRequest;
type Call = ProcedureCall<core.ServiceAccount, Request>;

const shortest = 10 * 60;
const longest = 2 ** 32;
const ordinary = 60 * 60;
/** What kubelets ask for for a pod's volume; such tokens last a year for those who never read them again (KEP-1205). */
const renewedAfter = 60 * 60 + 7;
const extended = 365 * 24 * 60 * 60;

const kindName = { group: 'authentication.k8s.io', kind: 'TokenRequest' };

export const tokenRequest: Procedure<core.ServiceAccount, Request> = {
  type: 'procedure',
  schema: schemaFor<Request>('authentication.v1.TokenRequest'),
  versions: ['authentication.k8s.io/v1'],
  async run(call) {
    const { key, own, cluster: { tokens } } = call;
    refuseOtherName(call);
    const account = await own.get(key);
    const request = completed(call, account);
    const faults = validate(request);
    if (faults.length) throw ApiError.invalid(kindName, '', faults);
    const bound = await boundTo(request.spec.boundObjectRef ?? undefined, account, call);
    return granted(request, await tokens.sign(claimsFor(request, account, bound, call)), call.now);
  },
};

function refuseOtherName({ key, body: { metadata: { name } } }: Call): void {
  if (name && name !== key.name) throw ApiError.invalid(kindName, key.name, [invalid('metadata.name', name, 'must match the service account name if specified')]);
}

/** The request with what it leaves out; throws Conflict when it means an account that was there before. */
function completed({ body, now, cluster: { tokens } }: Call, { metadata: { name = '', namespace = '', uid = '' } }: core.ServiceAccount): Request {
  const wanted = body.metadata.uid;
  if (wanted && wanted !== uid) {
    throw ApiError.conflict({ group: kindName.group, plural: kindName.kind }, name, `the UID in the token request (${wanted}) does not match the UID of the service account (${uid})`);
  }
  const { audiences, expirationSeconds } = body.spec;
  return {
    ...body,
    metadata: { ...body.metadata, name, namespace, uid, creationTimestamp: formatTime(now) },
    spec: { ...body.spec, audiences: audiences?.length ? audiences : [tokens.issuer], expirationSeconds: expirationSeconds ?? ordinary },
  };
}

function validate({ spec: { expirationSeconds } }: Request): FieldError[] {
  const field = 'spec.expirationSeconds';
  const seconds = expirationSeconds ?? 0;
  return [
    ...when(seconds < shortest, () => invalid(field, seconds, 'may not specify a duration less than 10 minutes')),
    ...when(seconds > longest, () => invalid(field, seconds, 'may not specify a duration larger than 2^32 seconds')),
  ];
}

function claimsFor({ spec }: Request, { metadata: account }: KubeObject, bound: Bound, { now, random, cluster: { tokens: { issuer } } }: Call): object {
  const asked = spec.expirationSeconds ?? 0;
  const audiences = spec.audiences ?? [];
  const renews = bound.pod !== undefined && asked === renewedAfter && audiences.every((audience) => audience === issuer);
  return claimsOf({
    issuer, account, bound, audiences, now, id: random.uuid(), seconds: renews ? extended : asked, ...(renews && { warnAfterSeconds: asked }),
  });
}

const granted = (request: Request, token: string, now: number): Request =>
  ({ ...request, status: { token, expirationTimestamp: formatTime(now + (request.spec.expirationSeconds ?? 0) * 1000) } });
