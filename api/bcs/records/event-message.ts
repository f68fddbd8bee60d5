/** The last message that was sent to a taskgroup, in Go's order (section 5.10 of the document's specification). */
import type * as core from '../../schema/types/core.v1';
import * as marks from '../marks';
import { keptMessage } from '../messages';

/** Undefined: there was none. */
export function eventMessage({ metadata: { annotations } }: core.Pod): object | undefined {
  const message = keptMessage(annotations?.[marks.messageAnnotation]);
  if (!message) return undefined;
  const { Id, Type, TaskGroupId, TaskID, Status, Message, CompleteTime, CreateTime, ...content } = message;
  return { Id, Type, TaskGroupId, TaskID: TaskID ?? null, ...content, Status, Message, CompleteTime, CreateTime };
}
