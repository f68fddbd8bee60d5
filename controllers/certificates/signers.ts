/** The signers of Kubernetes: what each of them signs, and for how long (kubernetes pkg/controller/certificates/signer/signer.go). */
import { backdateMs, describeRequest, isUsage, kubeletClientText, kubeletServingText } from '../../api';
import type { Request } from './requests';

export interface Signer {
  /** Of its controller. */
  readonly controller: string;
  readonly signerName: string;
  /** What is wrong with an approved request, for good; or nothing. */
  fault(request: Request): string | undefined;
}

type Described = NonNullable<ReturnType<typeof describeRequest>>;

const kubelets = (rule: (request: Described, usages: readonly string[]) => string | undefined) => ({ spec }: Request): string | undefined => {
  const asked = describeRequest(spec.request);
  return asked && rule(asked, spec.usages ?? []);
};

const optional: readonly string[] = ['digital signature', 'key encipherment'];

function clientText({ spec: { usages = [] } }: Request): string | undefined {
  const other = usages.find((usage) => usage !== 'client auth' && !optional.includes(usage));
  if (other) return `invalid usage for client certificate: ${other}`;
  return usages.includes('client auth') ? undefined : 'missing required usage for client certificate: client auth';
}

export const signers: readonly Signer[] = [
  { controller: 'kubelet-serving', signerName: 'kubernetes.io/kubelet-serving', fault: kubelets(kubeletServingText) },
  { controller: 'kubelet-client', signerName: 'kubernetes.io/kube-apiserver-client-kubelet', fault: kubelets(kubeletClientText) },
  { controller: 'kube-apiserver-client', signerName: 'kubernetes.io/kube-apiserver-client', fault: clientText },
  { controller: 'legacy-unknown', signerName: 'kubernetes.io/legacy-unknown', fault: () => undefined },
];

/** Upstream's --cluster-signing-duration. */
const longestMs = 365 * 24 * 3600 * 1000;
const shortestMs = 10 * 60 * 1000;
/** What is good for less begins earlier, but does not end earlier for it. */
const shortMs = 8 * 3600 * 1000;

/** `signerEnds`: nothing is good for longer than whoever signed it. Throws when that is over. */
export function validityOf({ spec: { expirationSeconds } }: Request, now: number, signerEnds: number): { readonly notBefore: number; readonly notAfter: number } {
  if (now >= signerEnds) throw new Error(`refusing to sign a certificate that expired in the past: NotAfter=${new Date(signerEnds).toISOString()}`);
  const ttl = expirationSeconds === undefined ? longestMs : Math.min(Math.max(expirationSeconds * 1000, shortestMs), longestMs);
  return { notBefore: now - backdateMs, notAfter: Math.min(now + (ttl < shortMs ? ttl : ttl - backdateMs), signerEnds) };
}

/** Throws for usages that no certificate can express. */
export function signableUsages({ spec: { usages = [] } }: Request): readonly string[] {
  const unknown = usages.filter((usage) => !isUsage(usage));
  if (unknown.length) throw new Error(`unrecognized usage values: [${unknown.map((usage) => JSON.stringify(usage)).join(' ')}]`);
  return usages;
}
