/** A cluster that nothing can be asked of, for tests of what needs none. */
import type { ClusterAccess } from '../../definition';

const refuse = (): never => { throw new Error('there is no cluster'); };

export const noCluster: ClusterAccess = { of: refuse, tokens: { issuer: 'https://issuer.test', sign: refuse, verify: refuse, publicKeys: refuse } };
