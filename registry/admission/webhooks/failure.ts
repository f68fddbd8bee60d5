/** What goes wrong between server and webhook, in the words in which Go's client says it. */

/** The webhook could not be asked, or did not answer as it should: failurePolicy decides what that means. */
export class CallFailure extends Error {
  /** `code`: what a webhook's server answered with; without an answer that of a service that is not there. */
  constructor(webhook: string, reason: string, readonly code = 503) {
    super(`failed calling webhook ${JSON.stringify(webhook)}: ${reason}`);
  }
}

/** A request got no answer. */
export class RequestFailure extends Error {
  constructor(message: string, readonly code = 503) {
    super(message);
  }
}

interface Fault extends Error {
  readonly code?: string;
  readonly host?: string;
  readonly cert?: { readonly subjectaltname?: string };
}

const unknownAuthority = 'tls: failed to verify certificate: x509: certificate signed by unknown authority';

const texts: Readonly<Record<string, string>> = {
  ECONNRESET: 'EOF',
  EPROTO: 'http: server gave HTTP response to HTTPS client',
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  CERT_SIGNATURE_FAILURE: unknownAuthority,
  CERT_HAS_EXPIRED: 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
  CERT_NOT_YET_VALID: 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
};

export function textOf(error: Error, { host, port }: { readonly host: string; readonly port: number }): string {
  const { code = '', ...fault } = error as Fault;
  const dialled = `dial tcp ${addressIn(error) ?? host}:${port}`;
  switch (code) {
    case 'ECONNREFUSED': return `${dialled}: connect: connection refused`;
    case 'ENOTFOUND': case 'EAI_AGAIN': return `dial tcp: lookup ${host}: no such host`;
    case 'EHOSTUNREACH': case 'ENETUNREACH': return `${dialled}: connect: no route to host`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID': return `tls: failed to verify certificate: x509: ${otherName(fault as Fault, host)}`;
    default: return texts[code] ?? error.message;
  }
}

/** A name may stand for several addresses, which are tried in turn: the first is told of. */
function addressIn(error: Error): string | undefined {
  const { address } = (error instanceof AggregateError ? error.errors[0] : error) as { readonly address?: string };
  return address?.includes(':') ? `[${address}]` : address;
}

function otherName({ host: wanted, cert }: Fault, host: string): string {
  const names = (cert?.subjectaltname ?? '').split(', ').flatMap((name) => (/^(DNS|IP Address):/.test(name) ? [name.replace(/^[^:]*:/, '')] : []));
  const name = wanted || host;
  return names.length ? `certificate is valid for ${names.join(', ')}, not ${name}` : `certificate is not valid for any names, but wanted to match ${name}`;
}

const byCode: Readonly<Record<number, string>> = {
  400: 'the server rejected our request for an unknown reason',
  401: 'the server has asked for the client to provide credentials',
  404: 'the server could not find the requested resource',
  405: 'the server does not allow this method on the requested resource',
  409: 'the server reported a conflict',
  422: 'the server rejected our request due to an error in our request',
  429: 'the server has received too many requests and has asked us to try again later',
  503: 'the server is currently unable to handle the request',
  504: 'the server was unable to return a response in the time allotted, but may still be processing the request',
};

/** What an answer with another code than 200 says (k8s.io/apimachinery pkg/api/errors NewGenericServerResponse). */
export function statusText(code: number, body: string): string {
  const said = body.trim() || 'unknown';
  const message = statusMessage(body);
  if (message !== undefined) return message;
  if (code === 403 || code === 406) return said;
  return byCode[code] ?? (code >= 500 ? `an error on the server (${JSON.stringify(said)}) has prevented the request from succeeding`
    : `the server responded with the status code ${code} but did not return more information`);
}

/** A webhook may answer with a Status. */
function statusMessage(body: string): string | undefined {
  try {
    const answer = JSON.parse(body) as { kind?: unknown; status?: unknown; message?: unknown } | null;
    return answer?.kind === 'Status' && answer.status !== 'Success' && typeof answer.message === 'string' ? answer.message : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
