/** How Dns objects are read: by whoever passes requests on (`kubelet-sim/names`), and by whoever says what is wrong with them (`controllers/minik8s/dns`). */
import type { Dns } from '../kinds/minik8s/types';

/** As it is asked for: without the dot at the end, in lower case. */
export const plainHost = (host: string): string => host.toLowerCase().replace(/\.$/, '');

/** A `subPath` as a path of a URL is written, with a slash in front and none behind: `/` is ''. */
export const pathPrefix = (subPath: string): string => new URL(`http://host/${subPath.replace(/^\/+/, '')}`).pathname.replace(/\/+$/, '');

const ageKey = ({ metadata: { creationTimestamp = '', namespace = '', name = '' } }: Dns): string => `${creationTimestamp} ${namespace}/${name}`;

/** Of objects of one host that say the same path the first one has the word. */
export const olderFirst = (a: Dns, b: Dns): number => (ageKey(a) < ageKey(b) ? -1 : 1);
