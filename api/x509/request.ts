/** Who asks for a certificate, with which key, and for which names (RFC 2986 CertificationRequestInfo, RFC 5280 subjectAltName). */
import { extensionIds, generalNameTags } from './certificate';
import { part, values, type Value } from './der';
import { oid } from './encode';
import { blocks } from './pem';

export interface RequestDescription {
  readonly organizations: readonly string[];
  readonly commonName: string;
  /** How many there are of each kind. */
  readonly alternatives: { readonly dns: number; readonly addresses: number; readonly emails: number; readonly uris: number };
}

/** What goes into a certificate as it was asked for: DER. */
export interface RequestedIdentity {
  readonly subject: Buffer;
  readonly publicKey: Buffer;
  readonly alternativeNames: readonly Buffer[];
}

/** Object identifiers, as hex. */
const ids = { commonName: '550403', organization: '55040a', extensions: '2a864886f70d01090e', alternativeNames: oid(extensionIds.alternativeNames).subarray(2).toString('hex') };

/** `base64` is the field as it is served: PEM in base64. Undefined: it is no request. */
export function describeRequest(base64: string | null): RequestDescription | undefined {
  return readRequest(base64, (info) => {
    const subject = values(part(info, 1).content).flatMap(({ content }) => values(content)).map(pairOf);
    const named = (id: string): string[] => subject.filter((pair) => pair.id === id).map(({ value }) => value.content.toString('utf8'));
    const names = alternativeNames(info[3]);
    const count = (tag: number): number => names.filter((name) => name.tag === tag).length;
    const { dns, address, email, uri } = generalNameTags;
    return {
      organizations: named(ids.organization), commonName: named(ids.commonName).at(-1) ?? '',
      alternatives: { dns: count(dns), addresses: count(address), emails: count(email), uris: count(uri) },
    };
  });
}

const forwarded: ReadonlySet<number> = new Set(Object.values(generalNameTags));

/** As `describeRequest` takes it. Names of other kinds are left out. */
export const requestedIdentity = (base64: string | null): RequestedIdentity | undefined => readRequest(base64, (info) => ({
  subject: part(info, 1).whole, publicKey: part(info, 2).whole,
  alternativeNames: alternativeNames(info[3]).filter(({ tag }) => forwarded.has(tag)).map(({ whole }) => whole),
}));

/** `read` is handed the parts of the CertificationRequestInfo: version, subject, key, attributes. */
function readRequest<V>(base64: string | null, read: (info: readonly Value[]) => V): V | undefined {
  const [block] = blocks(Buffer.from(base64 ?? '', 'base64').toString('latin1'));
  if (block?.type !== 'CERTIFICATE REQUEST') return undefined;
  try {
    return read(values(part(values(part(values(block.der), 0).content), 0).content));
  } catch {
    return undefined; // No DER: what is wrong with it validation says.
  }
}

/** An identifier, and what follows it last: between them an extension may say that it is critical. */
export function pairOf({ content }: Value): { readonly id: string; readonly value: Value } {
  const parts = values(content);
  return { id: part(parts, 0).content.toString('hex'), value: part(parts, parts.length - 1) };
}

function alternativeNames(attributes: Value | undefined): Value[] {
  const found = (list: Buffer, id: string): Value[] => values(list).map(pairOf).filter((pair) => pair.id === id).map(({ value }) => value);
  return found(attributes?.content ?? Buffer.alloc(0), ids.extensions)
    .flatMap(({ content }) => values(content))
    .flatMap(({ content }) => found(content, ids.alternativeNames))
    .flatMap(({ content }) => values(content))
    .flatMap(({ content }) => values(content));
}
