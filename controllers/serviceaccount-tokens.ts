/**
 * Secrets of type service-account-token are filled in, and go with their account (kubernetes pkg/controller/serviceaccount/tokens_controller.go).
 * The API server signs: the token is one that is bound to its secret and lasts as long as that does.
 */
import { ApiError, authorityIn, authorityNamespace, clusterAuthority, isKeptAs, keyOf, kinds, type authentication, type core, type KubeObject, type ObjectKey } from '../api';
import type { ControllerFactory } from '../client';
import { ifPresent, uidOf } from './ownership';

type Secret = core.Secret;
type Account = core.ServiceAccount;

const type = 'kubernetes.io/service-account-token';
const nameAnnotation = 'kubernetes.io/service-account.name';
const uidAnnotation = 'kubernetes.io/service-account.uid';

const byAccount = 'account of token';
const bySecret = 'secret of account';

/** The longest that a token may last. */
const forGood = 2 ** 32;

const isToken = (secret: KubeObject): secret is Secret => (secret as Secret).type === type;
const placeOf = (namespace = '', name = ''): string => `${namespace}/${name}`;
const accountKey = ({ metadata: { namespace, annotations } }: Secret): ObjectKey => ({ namespace, name: annotations?.[nameAnnotation] ?? '' });
const encoded = (text: string): string => Buffer.from(text).toString('base64');

/** A token that was made for an account of the same name before is not the account's. */
function isOf({ metadata: { annotations } }: Secret, account: Account): boolean {
  const uid = annotations?.[uidAnnotation];
  return !uid || uid === uidOf(account);
}

/** What it has to say beside the token itself. */
const surroundings = ({ metadata: { namespace = '' }, data }: Secret, certificate: string | undefined): Record<string, string> => ({
  namespace: data?.namespace || encoded(namespace), ...(certificate !== undefined && { 'ca.crt': encoded(certificate) }),
});

const isComplete = ({ data = {} }: Secret, wanted: Readonly<Record<string, string>>): boolean =>
  Boolean(data.token) && Object.entries(wanted).every(([key, value]) => data[key] === value);

const requestFor = ({ metadata: { name = '', uid } }: Secret): KubeObject => {
  const spec: authentication.TokenRequestSpec = { audiences: [], expirationSeconds: forGood, boundObjectRef: { apiVersion: 'v1', kind: 'Secret', name, uid } };
  return { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata: {}, spec } as KubeObject;
};

export const serviceAccountTokens: ControllerFactory = ({ client, informers }) => {
  const secrets = informers.of(kinds.secrets);
  const accounts = informers.of(kinds.serviceaccounts);
  secrets.addIndex(byAccount, (secret) => (isToken(secret) ? [placeOf(secret.metadata.namespace, accountKey(secret).name)] : []));
  accounts.addIndex(bySecret, ({ metadata: { namespace }, secrets: named = [] }) => named.map(({ name }) => placeOf(namespace, name)));

  const certificate = (): string | undefined => {
    const kept = secrets.lister.get({ namespace: authorityNamespace, name: clusterAuthority.name });
    return kept && authorityIn(kept).certificate;
  };

  /** Nothing is deleted on the word of an informer. */
  async function accountOf(secret: Secret): Promise<Account | undefined> {
    const key = accountKey(secret);
    const cached = accounts.lister.get(key);
    if (cached && isOf(secret, cached)) return cached;
    const live = await ifPresent(client.of(kinds.serviceaccounts).get(key));
    return live && isOf(secret, live) ? live : undefined;
  }

  async function fillIn(secret: Secret, account: Account): Promise<void> {
    const wanted = surroundings(secret, certificate());
    if (isComplete(secret, wanted)) return;
    const token = secret.data?.token || encoded((await client.of(kinds.serviceaccounts).invoke<authentication.TokenRequest>(keyOf(account), 'token', requestFor(secret))).status.token);
    await client.of(kinds.secrets).update(keyOf(secret), (current) => (uidOf(current) !== uidOf(secret) ? current : {
      ...current,
      metadata: { ...current.metadata, annotations: { ...current.metadata.annotations, [nameAnnotation]: account.metadata.name ?? '', [uidAnnotation]: uidOf(account) } },
      data: { ...current.data, ...wanted, token: current.data?.token || token },
    }));
  }

  /** Accounts name it no longer. */
  async function forget({ namespace, name }: ObjectKey): Promise<void> {
    await Promise.all(accounts.lister.byIndex(bySecret, placeOf(namespace, name)).map((account) => ifPresent(client.of(kinds.serviceaccounts).update(keyOf(account), (current) => {
      const named = current.secrets?.filter((reference) => reference.name !== name);
      return named?.length === current.secrets?.length ? current : { ...current, secrets: named };
    }))));
  }

  async function remove(secret: Secret): Promise<void> {
    try {
      await ifPresent(client.of(kinds.secrets).delete(keyOf(secret), { preconditions: { uid: uidOf(secret) } }));
    } catch (error) {
      // A namesake: another secret.
      if (!ApiError.is(error, 'Conflict')) throw error;
    }
  }

  return {
    name: 'serviceaccount-token-controller',
    for: kinds.secrets,
    concerns: isToken,
    watches: [
      { definition: kinds.serviceaccounts, keys: ({ metadata }) => secrets.lister.byIndex(byAccount, placeOf(metadata.namespace, metadata.name)).map(keyOf) },
      { definition: kinds.secrets, keys: (secret) => (isKeptAs(clusterAuthority, secret) ? secrets.lister.list().filter(isToken).map(keyOf) : []) },
    ],
    async reconcile(key) {
      const secret = secrets.lister.get(key);
      if (!secret) return forget(key);
      if (!isToken(secret) || secret.metadata.deletionTimestamp) return;
      const account = await accountOf(secret);
      // It, or its account, may have gone meanwhile: that brings its own event.
      await (account ? ifPresent(fillIn(secret, account)) : remove(secret));
    },
  };
};
