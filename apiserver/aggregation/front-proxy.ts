/** How this server makes itself known to those that it passes requests on to: the word for who asks is good with this certificate alone. */
import { authorityOf, backdateMs, frontProxyAuthority, issueKeyPair, nameOf, type AuthorityDeps, type Client, type KeyPair } from '../../api';

/** As kubeadm calls it; those who ask for the certificate look whether it is this. */
export const frontProxyName = 'front-proxy-client';

export class FrontProxy {
  private shown: { readonly authority: string; readonly pair: KeyPair } | undefined;

  constructor(private readonly client: Client, private readonly deps: AuthorityDeps) {}

  /** The same as long as the authority is. The key is in memory alone. */
  async identity(): Promise<KeyPair> {
    const { clock, random } = this.deps;
    const authority = await authorityOf(this.client, frontProxyAuthority, this.deps);
    if (this.shown?.authority !== authority.certificate) {
      const wanted = { subject: nameOf({ commonName: frontProxyName }), alternativeNames: [], usages: ['digital signature', 'key encipherment', 'client auth'] };
      const validity = { notBefore: clock.now() - backdateMs, notAfter: authority.notAfter };
      this.shown = { authority: authority.certificate, pair: issueKeyPair(authority, { ...wanted, ...validity }, random) };
    }
    return this.shown.pair;
  }
}
