/** Which cluster is asked, by the header `BCS-ClusterID`: the first, if there are several; the value counts to the letter. */
import type { Request } from '../../dialect';
import { BcsFault } from './faults';

/** `clusterId`: '' for none. `direct`: asked as the driver is asked behind the gateway, which is there for one cluster. */
export function expectCluster({ headersDistinct }: Pick<Request, 'headersDistinct'>, clusterId: string, direct: boolean): void {
  const asked = headersDistinct['bcs-clusterid']?.[0] ?? '';
  if (!asked) throw new BcsFault('E7', 'http header BCS-ClusterID can\'t be empty');
  if (asked === clusterId) return;
  throw direct ? new BcsFault('E234', `cluster ${asked} is not served here`) : new BcsFault('E51', `mesos cluster ${asked} not found`);
}
