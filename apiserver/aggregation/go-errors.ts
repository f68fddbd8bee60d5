/** What Go's net and crypto/tls say of faults that Node has other words for: clients see them in answers and conditions. */
import { hostPort, type Target } from './target';

type Fault = Error & { readonly code?: string; readonly host?: string; readonly cert?: { readonly subjectaltname?: string } };

const unknownAuthority = 'tls: failed to verify certificate: x509: certificate signed by unknown authority';

const texts: Readonly<Record<string, (fault: Fault, target: Target) => string>> = {
  ECONNREFUSED: (_fault, target) => `dial tcp ${hostPort(target)}: connect: connection refused`,
  ECONNRESET: (fault, target) => (fault.message === 'socket hang up' ? 'EOF' : `read tcp ${hostPort(target)}: read: connection reset by peer`),
  DEPTH_ZERO_SELF_SIGNED_CERT: () => unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: () => unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: () => unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: () => unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: () => unknownAuthority,
  CERT_HAS_EXPIRED: () => 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
  CERT_NOT_YET_VALID: () => 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
  ERR_TLS_CERT_ALTNAME_INVALID: ({ cert, host }) =>
    `tls: failed to verify certificate: x509: certificate is valid for ${(cert?.subjectaltname ?? '').replace(/(?:DNS|IP Address):/g, '')}, not ${host ?? ''}`,
  EPROTO: ({ message }) => (message.includes('wrong version number') ? 'http: server gave HTTP response to HTTPS client' : message),
};

export function goError(error: unknown, target: Target): string {
  // Several addresses were tried: the first says it.
  const fault = (error instanceof AggregateError ? error.errors[0] : error) as Fault;
  return texts[fault.code ?? '']?.(fault, target) ?? fault.message;
}
