/**
 * Tokens of a pod's service account (pkg/kubelet/token/token_manager.go): asked for when somebody looks, bound to the pod, and kept until
 * four fifths of their life are over.
 */
import { ApiError, kinds, type authentication, type Client, type Clock, type core } from '../../api';

interface Kept {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

const defaultSeconds = 3600;
const dayMs = 86_400_000;

export class PodTokens {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly client: Client, private readonly clock: Clock) {}

  /** Undefined: nobody gives one. */
  async token(pod: core.Pod, { audience = '', expirationSeconds = defaultSeconds }: core.ServiceAccountTokenProjection): Promise<string | undefined> {
    const key = `${audience}\0${expirationSeconds}`;
    const known = this.kept.get(key);
    const now = this.clock.now();
    if (known && now < known.until) return known.token;
    const status = await this.request(pod, audience, expirationSeconds);
    if (!status) return undefined;
    const life = Date.parse(status.expirationTimestamp) - now;
    this.kept.set(key, { token: status.token, until: now + Math.min(life * 0.8, dayMs) });
    return status.token;
  }

  private async request({ metadata: { namespace = '', name = '', uid = '' }, spec: { serviceAccountName = '' } }: core.Pod, audience: string, expirationSeconds: number): Promise<authentication.TokenRequestStatus | undefined> {
    const request: Omit<authentication.TokenRequest, 'status'> = {
      apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata: {},
      spec: { audiences: audience ? [audience] : [], expirationSeconds, boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid } },
    };
    try {
      const answer = await this.client.of(kinds.serviceaccounts).invoke<authentication.TokenRequest>({ namespace, name: serviceAccountName }, 'token', request);
      return answer.status;
    } catch (error) {
      // No account, or a pod that has gone meanwhile.
      if (!(error instanceof ApiError)) throw error;
      return undefined;
    }
  }
}
