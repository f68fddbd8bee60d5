/** Who vouches for service accounts: signs what is claimed of them, and knows its own signature again. */

/** A JSON Web Key (RFC 7517) without its private part. */
export type PublicKey = Readonly<Record<string, string>>;

export interface TokenAuthority {
  /** The `iss` of its tokens, which is also the audience of tokens that name none. */
  readonly issuer: string;
  /** A JSON Web Token (RFC 7519) with these claims. */
  sign(claims: object): Promise<string>;
  /** The claims of a token that it signed; undefined: the token is of somebody else, or none at all. */
  verify(token: string): Promise<unknown>;
  publicKeys(): Promise<readonly PublicKey[]>;
}
