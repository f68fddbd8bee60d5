/** The object a token is bound to, so that it ends with it. */
import type { CallContext } from '../../definition';
import { ApiError } from '../../errors';
import type { KubeObject } from '../../object';
import type * as authentication from '../../schema/types/authentication.v1';
import type * as core from '../../schema/types/core.v1';
import { nodes } from '../core/nodes';
import { pods } from '../core/pods';
import { secrets } from '../core/secrets';
import { named, type Bound, type Named } from './claims';

type Reference = authentication.BoundObjectReference;

/** Throws ApiError: NotFound, Conflict for an object of another uid, BadRequest for what nothing can be bound to. */
export async function boundTo(reference: Reference | undefined, account: core.ServiceAccount, { cluster }: CallContext): Promise<Bound> {
  if (!reference) return {};
  const { kind = '', apiVersion = '', name = '' } = reference;
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const { namespace } = account.metadata;
  switch (group ? '' : kind) {
    case 'Pod': {
      const pod = checked(reference, await cluster.of(pods).get({ namespace, name }), ofAccount(account));
      return { ...(pod.spec.nodeName && { node: await nodeNamed(pod.spec.nodeName, cluster) }), pod: named(pod.metadata) };
    }
    case 'Secret':
      return { secret: named(checked(reference, await cluster.of(secrets).get({ namespace, name })).metadata) };
    case 'Node':
      return { node: named(checked(reference, await cluster.of(nodes).get({ name })).metadata) };
    default:
      throw ApiError.badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`);
  }
}

const ofAccount = ({ metadata: { name = '' } }: core.ServiceAccount) => (pod: core.Pod): void => {
  if (pod.spec.serviceAccountName !== name) {
    throw ApiError.badRequest(`cannot bind token for serviceaccount ${JSON.stringify(name)} to pod running with different serviceaccount name.`);
  }
};

function checked<T extends KubeObject>({ kind = '', name = '', uid }: Reference, object: T, check: (object: T) => void = () => undefined): T {
  check(object);
  if (!uid || uid === object.metadata.uid) return object;
  throw ApiError.conflict({ group: '', plural: kind }, name,
    `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`);
}

/** A node that is not there is named all the same: it says where the pod was sent. */
async function nodeNamed(name: string, cluster: CallContext['cluster']): Promise<Named> {
  try {
    return named((await cluster.of(nodes).get({ name })).metadata);
  } catch (error) {
    if (ApiError.is(error, 'NotFound')) return { name };
    throw error;
  }
}
