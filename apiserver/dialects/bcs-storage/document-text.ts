/** Stored documents, put together as text, so that `data` stays as it was sent. */
import type { StoredDocument } from '../../../api';
import type { Fresh } from '../../../registry';
import { timeText } from './rendering';

/** `identity`: the members that tell it from others. `data`: JSON. */
export function documentText(identity: Readonly<Record<string, string | undefined>>, data: string, current: StoredDocument | undefined, { id, now }: Fresh): string {
  const members = Object.entries({ _id: current?.id ?? id, ...identity }).flatMap(([name, value]) => (value === undefined ? [] : [`"${name}":${JSON.stringify(value)}`]));
  return `{${members.join(',')},"data":${data},"createTime":"${timeText(current?.createTime ?? now)}","updateTime":"${timeText(now)}"}`;
}
