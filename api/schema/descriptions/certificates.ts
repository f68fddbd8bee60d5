/** Descriptions of certificates.k8s.io. */
import { condition } from './shared';
import type { Descriptions } from './shape';

export const certificates: Descriptions = () => ({
  CertificateSigningRequest: ['Asks a signer for a certificate: it is approved or denied, and then signed.'],
  CertificateSigningRequestSpec: ['What is asked for. It cannot change.', {
    request: 'PKCS#10 request in PEM, in base64.', signerName: 'Who is to sign, such as kubernetes.io/kube-apiserver-client.', expirationSeconds: 'How long it should be valid, at least 600; the signer may choose less.',
    usages: 'What the certificate is for, such as client auth.', username: 'Who asks. Set by the server.', uid: 'UID of who asks. Set by the server.', groups: 'Groups of who asks. Set by the server.', extra: 'What else is known of who asks. Set by the server.',
  }],
  CertificateSigningRequestStatus: ['How the request was decided.', { conditions: 'Approved, Denied or Failed.', certificate: 'The certificates in PEM, in base64; once it is signed.' }],
  CertificateSigningRequestCondition: ['One decision about a request.', { ...condition(), type: 'Approved, Denied or Failed.', lastUpdateTime: 'When it was last changed.' }],
  ClusterTrustBundle: ['Certificates that pods are to trust.'],
  ClusterTrustBundleSpec: ['The certificates.', { signerName: 'Signer that they belong to; empty: none.', trustBundle: 'The certificates in PEM.' }],
  PodCertificateRequest: ['A kubelet asks a signer for a certificate for a pod.'],
  PodCertificateRequestSpec: ['For whom, and with which key.', {
    signerName: 'Who is to sign.', podName: 'The pod.', podUID: 'Its UID.', serviceAccountName: 'Its account.', serviceAccountUID: 'UID of the account.', nodeName: 'Its node.', nodeUID: 'UID of the node.',
    maxExpirationSeconds: 'How long it may be valid at most.', pkixPublicKey: 'The public key.', proofOfPossession: 'Proof that the kubelet has the private key.', stubPKCS10Request: 'An empty request that proves the same.',
    unverifiedUserAnnotations: 'What the pod\'s author tells the signer.',
  }],
  PodCertificateRequestStatus: ['The certificate, or why there is none.', {
    conditions: 'Issued, Denied or Failed.', certificateChain: 'The certificates in PEM.', notBefore: 'From when it is valid.', beginRefreshAt: 'When to ask for the next one.', notAfter: 'Until when it is valid.',
  }],
});
