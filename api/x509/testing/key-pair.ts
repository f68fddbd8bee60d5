/** A key and its certificate for a test's server, made when asked for, so that no key lies in the repository. */
import { systemRandom } from '../../random';
import { createAuthority, issueKeyPair, readAuthority } from '../authority';
import { generalName, nameOf } from '../certificate';

const validity = { notBefore: Date.UTC(2020, 0, 1), notAfter: Date.UTC(2049, 0, 1) };

/** Good for `host`; `authority` is who vouches for it. PEM. */
export function keyPairFor(host: string): { readonly key: string; readonly certificate: string; readonly authority: string } {
  const pair = createAuthority('a test', validity, systemRandom);
  const wanted = { subject: nameOf({ commonName: host }), alternativeNames: [generalName('dns', Buffer.from(host))], usages: ['digital signature', 'server auth'], ...validity };
  return { ...issueKeyPair(readAuthority(pair)!, wanted, systemRandom), authority: pair.certificate };
}
