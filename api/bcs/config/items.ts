/**
 * The items of config maps and secrets. What Kubernetes holds as data is not kept a second time: it counts as it stands there, so that
 * whoever changes it with Kubernetes' API is believed. The rest of an item is kept beside: where it comes from, whose it is.
 */
import { configMapKeyFault } from '../../names';
import type { Json } from '../reading';
import { objectIn } from './metadata';

export interface Items {
  /** By key, in the order in which they were sent; the content is null where Kubernetes holds it. */
  readonly kept: Json;
  /** By key: base64. */
  readonly held: ReadonlyMap<string, string>;
}

/** `isHeld`: Kubernetes has a place for such items. */
export function parted(original: Json, isHeld: (item: Json) => boolean): Items {
  const held = new Map<string, string>();
  const datas = objectIn(original, 'datas');
  const kept = Object.keys(datas).map((key): [string, Json] => {
    const item = objectIn(datas, key);
    const { content } = item;
    if (typeof content !== 'string' || !isBase64(content) || configMapKeyFault(key) || !isHeld(item)) return [key, item];
    held.set(key, content);
    return [key, { ...item, content: null }];
  });
  return { kept: Object.fromEntries(kept), held };
}

/** As nobody would write it otherwise: what it says comes back to the letter. */
const isBase64 = (content: string): boolean => Buffer.from(content, 'base64').toString('base64') === content;

/** `added`: what an item is beside its content that nobody has sent. */
export function united({ kept, held }: Items, added: Json): Json {
  const known = Object.keys(kept).flatMap((key): [string, Json][] => {
    const item = objectIn(kept, key);
    const content = held.get(key);
    if (content === undefined) return item.content === null ? [] : [[key, item]];
    return [[key, item.content === null ? { ...item, content } : { ...added, content }]];
  });
  const others = [...held].flatMap(([key, content]): [string, Json][] => (Object.hasOwn(kept, key) ? [] : [[key, { ...added, content }]]));
  return Object.fromEntries([...known, ...others]);
}
