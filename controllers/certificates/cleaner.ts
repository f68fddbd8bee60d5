/** Deletes requests for certificates that nobody needs any more (kubernetes pkg/controller/certificates/cleaner). */
import { X509Certificate } from 'node:crypto';
import { kinds } from '../../api';
import type { ControllerFactory } from '../../client';
import { ifPresent, uidOf } from '../ownership';
import type { Request } from './requests';

const hourMs = 3600_000;
const pendingMs = 24 * hourMs;
/** After it was decided, or signed. */
const settledMs = hourMs;

const later = (time: string | undefined, ms: number): number => (time === undefined ? Infinity : Date.parse(time) + ms);

/** Milliseconds since the epoch; Infinity for one that stays until something becomes of it. */
export function endOf({ metadata, status: { conditions = [], certificate } }: Request): number {
  if (!conditions.length) return later(metadata.creationTimestamp, pendingMs);
  const settled = conditions.filter(({ type }) => type === 'Denied' || type === 'Failed' || (type === 'Approved' && certificate));
  const ends = settled.map(({ lastUpdateTime }) => later(lastUpdateTime, settledMs));
  return Math.min(...ends, certificate ? expiryOf(certificate) : Infinity);
}

/** Of a certificate that was checked when it was stored. */
const expiryOf = (certificate: string): number => Date.parse(new X509Certificate(Buffer.from(certificate, 'base64')).validTo);

export const csrCleanerController: ControllerFactory = ({ client, informers, clock }) => {
  const requests = informers.of(kinds.certificatesigningrequests);
  return {
    name: 'certificatesigningrequest-cleaner-controller',
    for: kinds.certificatesigningrequests,
    concurrency: 1,
    async reconcile(key) {
      const request = requests.lister.get(key);
      const end = request && endOf(request);
      if (!request || end === undefined || end === Infinity) return undefined;
      if (end > clock.now()) return { requeueAfterMs: end - clock.now() };
      await ifPresent(client.of(kinds.certificatesigningrequests).delete(key, { preconditions: { uid: uidOf(request) } }));
      return undefined;
    },
  };
};
