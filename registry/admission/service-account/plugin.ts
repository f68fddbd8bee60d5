/**
 * Pods run as a service account that is there, with its token at hand and its secrets for images
 * (plugin/pkg/admission/serviceaccount in kube-apiserver).
 *
 * Upstream waits for the controller that makes the account `default` of a namespace. Here an account `default` that
 * nobody has made yet counts as one without settings: so it makes no difference how soon the controller comes, and a
 * server without controllers takes pods too.
 */
import { kinds, type core, type ObjectKey } from '../../../api';
import type { Admission, Attempt } from '../../admission';
import { changes, creates, forbidden, type Creation } from '../attempts';
import { CachedReads } from '../cached-reads';
import type { PluginContext } from '../plugin-context';
import { ephemeralSecretFault, refersToSecrets, secretFault } from './secrets';
import { mountToken } from './token-volume';

const defaultName = 'default';
const mirrorAnnotation = 'kubernetes.io/config.mirror';
const enforceAnnotation = 'kubernetes.io/enforce-mountable-secrets';

type Account = Pick<core.ServiceAccount, 'metadata' | 'secrets' | 'imagePullSecrets' | 'automountServiceAccountToken'>;

type PodAttempt = Attempt & { readonly object: core.Pod };
type SecretFault = (pod: core.Pod, account: Account) => string | undefined;

export function serviceAccount({ registry, random }: PluginContext): Admission {
  const accounts = new CachedReads(registry, kinds.serviceaccounts);
  /** Those that `mutate` has looked up, for `validate`. */
  const lookedUp = new WeakMap<Attempt, Account>();

  async function accountOf(attempt: Attempt, name: string): Promise<Account> {
    const key: ObjectKey = { namespace: attempt.key.namespace, name };
    const found = await (name === defaultName ? accounts.get(key) : accounts.find(key));
    if (found) return found;
    if (name === defaultName) return { metadata: { name } };
    throw forbidden(attempt, `error looking up service account ${key.namespace}/${name}: serviceaccount ${JSON.stringify(name)} not found`);
  }

  async function mutateNew(attempt: Creation<core.Pod>): Promise<void> {
    const { spec } = attempt.object;
    // The older name of the field follows the newer one.
    spec.serviceAccountName ||= defaultName;
    spec.serviceAccount = spec.serviceAccountName;
    const account = await accountOf(attempt, spec.serviceAccountName);
    lookedUp.set(attempt, account);
    if (spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true) mountToken(spec, random);
    if (!spec.imagePullSecrets?.length && account.imagePullSecrets?.length) spec.imagePullSecrets = account.imagePullSecrets.map(({ name }) => ({ name }));
    refuseSecrets(attempt, account, secretFault);
  }

  async function checkSecrets(attempt: PodAttempt, fault: SecretFault): Promise<void> {
    const { object: pod, key } = attempt;
    if (!pod.spec.serviceAccountName) throw forbidden(attempt, `no service account specified for pod ${key.namespace}/${key.name}`);
    const account = await accountOf(attempt, pod.spec.serviceAccountName);
    refuseSecrets(attempt, account, fault);
  }

  /** What came in between may have given the pod another account, or other secrets. */
  function checkNew(attempt: Creation<core.Pod>): void | Promise<void> {
    const account = lookedUp.get(attempt);
    return account && account.metadata.name === attempt.object.spec.serviceAccountName ? refuseSecrets(attempt, account, secretFault) : checkSecrets(attempt, secretFault);
  }

  return {
    name: 'ServiceAccount',
    kinds: [kinds.pods, kinds.serviceaccounts],
    mutate(attempt) {
      if (!creates(attempt, kinds.pods)) return undefined;
      return isMirror(attempt.object) ? checkMirror(attempt) : mutateNew(attempt);
    },
    validate(attempt) {
      if (changes(attempt, kinds.pods, 'ephemeralcontainers')) return checkSecrets(attempt, ephemeralSecretFault);
      if (!creates(attempt, kinds.pods)) return undefined;
      return isMirror(attempt.object) ? checkMirror(attempt) : checkNew(attempt);
    },
    settled: (attempt, settlement) => accounts.note(attempt, settlement),
  };
}

/** What a kubelet runs by itself and only shows here. */
const isMirror = ({ metadata }: core.Pod): boolean => metadata.annotations?.[mirrorAnnotation] !== undefined;

/** By the rules of Go's strconv.ParseBool. */
const enforcesSecrets = ({ metadata }: Account): boolean => ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(metadata.annotations?.[enforceAnnotation] ?? '');

/** What an account that counts its secrets refuses. */
function refuseSecrets(attempt: PodAttempt, account: Account, fault: SecretFault): void {
  const why = enforcesSecrets(account) ? fault(attempt.object, account) : undefined;
  if (why) throw forbidden(attempt, why);
}

function checkMirror(attempt: Creation<core.Pod>): void {
  const { spec } = attempt.object;
  if (spec.serviceAccountName) throw forbidden(attempt, 'a mirror pod may not reference service accounts');
  if (refersToSecrets(attempt.object)) throw forbidden(attempt, 'a mirror pod may not reference secrets');
  if (spec.volumes?.some(({ projected }) => projected?.sources?.some((source) => source.serviceAccountToken))) {
    throw forbidden(attempt, 'a mirror pod may not use ServiceAccountToken volume projections');
  }
}
