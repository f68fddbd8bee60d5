/** Who asks for a certificate, and for which names (RFC 2986 CertificationRequestInfo, RFC 5280 subjectAltName). */
import { part, values, type Value } from './der';
import { blocks } from './pkcs10';

export interface RequestDescription {
  readonly organizations: readonly string[];
  readonly commonName: string;
  /** How many there are of each kind. */
  readonly alternatives: { readonly dns: number; readonly addresses: number; readonly emails: number; readonly uris: number };
}

/** Object identifiers, as hex. */
const ids = { commonName: '550403', organization: '55040a', extensions: '2a864886f70d01090e', alternativeNames: '551d11' };
/** Tags of GeneralName. */
const tags = { email: 0x81, dns: 0x82, uri: 0x86, address: 0x87 };

/** `base64` is the field as it is served: PEM in base64. Undefined: it is no request. */
export function describeRequest(base64: string | null): RequestDescription | undefined {
  const [block] = blocks(Buffer.from(base64 ?? '', 'base64').toString('latin1'));
  if (block?.type !== 'CERTIFICATE REQUEST') return undefined;
  try {
    return describe(block.der);
  } catch {
    return undefined; // No DER: what is wrong with it validation says.
  }
}

function describe(der: Buffer): RequestDescription {
  const info = values(part(values(part(values(der), 0).content), 0).content);
  const subject = values(part(info, 1).content).flatMap(({ content }) => values(content)).map(pairOf);
  const named = (id: string): string[] => subject.filter((pair) => pair.id === id).map(({ value }) => value.content.toString('utf8'));
  const names = alternativeNames(info[3]);
  const count = (tag: number): number => names.filter((name) => name.tag === tag).length;
  return {
    organizations: named(ids.organization), commonName: named(ids.commonName).at(-1) ?? '',
    alternatives: { dns: count(tags.dns), addresses: count(tags.address), emails: count(tags.email), uris: count(tags.uri) },
  };
}

/** An identifier, and what follows it last: between them an extension may say that it is critical. */
function pairOf({ content }: Value): { readonly id: string; readonly value: Value } {
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
