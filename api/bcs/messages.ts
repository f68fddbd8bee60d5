/**
 * Messages to taskgroups (sections 5.10 and 10.1 of the document's specification): as they are sent, and as they are kept on the pod
 * (`marks.messageAnnotation`) until somebody has acted on them, and then with what came of it.
 */
import { float, integer, list, optional, text, type Of } from '../go-json';
import { DefinitionFault, readAs, struct } from './reading';

/** Numbers of BCS' executors; those that nobody sends here have none. */
export const messageTypes = { localfile: 1, signal: 2, env: 3, remote: 4, update_task: 8, commit_task: 9, reload_task: 10, restart_task: 11 } as const;

const filePlace = { To: text, Right: text, User: text };

const content = {
  Type: integer('int'),
  Local: optional(struct('Msg_LocalFile', { ...filePlace, Base64: text })),
  Sig: optional(struct('Msg_Signal', { Signal: integer('int'), ProcessName: text })),
  Env: optional(struct('Msg_Env', { Name: text, Value: text })),
  Remote: optional(struct('Msg_Remote', { ...filePlace, From: text, Type: text, RemoteUser: text, RemotePasswd: text })),
  UpdateTaskResources: optional(struct('Msg_UpdateTaskResources', { Resources: list(struct('TaskResources', { TaskId: text, Cpu: float, Mem: float })) })),
  CommitTask: optional(struct('Msg_CommitTask', { Tasks: list(struct('CommitTask', { TaskId: text, Image: text })) })),
};

const kept = struct('BcsMessage', {
  ...content,
  Id: integer('int64'), TaskGroupId: text, TaskID: optional(struct('TaskID', { value: text })), Status: text, Message: text, CompleteTime: integer('int64'), CreateTime: integer('int64'),
});

/** BcsEventMsg, under Go's names: one member beside the type says what is to be done, or none. Times are seconds since 1970. Without a TaskID it is for all tasks. */
export type EventMessage = Of<typeof kept>;
export type MessageContent = Pick<EventMessage, 'Type'> & Partial<Pick<EventMessage, Exclude<keyof typeof content, 'Type'>>>;

/** The message is of no type that there is. */
export class UnknownMessage extends Error {
  constructor(type: string) {
    super(`message type ${JSON.stringify(type)} is unknown`);
    this.name = 'UnknownMessage';
  }
}

/** What it says does not do for its type. */
export class MessageFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MessageFault';
  }
}

const sent = struct('BcsMessage', {
  msgtype: text,
  msgdata: struct('MsgData', {
    to: text, user: text, right: text, ctx: text, remote: text, remoteUser: text, remotePasswd: text, signal: optional(integer('int')), processname: text, 'env-key': text, 'env-value': text,
  }),
});

type Data = Of<typeof sent>['msgdata'];

const place = ({ to, right, user }: Data): { To: string; Right: string; User: string } => ({ To: to, Right: right, User: user });

function signalOf({ signal, processname }: Data): MessageContent {
  if (signal === undefined || signal < 0) throw new MessageFault('message data signal must be an integer that is not negative');
  return { Type: messageTypes.signal, Sig: { Signal: signal, ProcessName: processname } };
}

const localOf = (data: Data): MessageContent => ({ Type: messageTypes.localfile, Local: { ...place(data), Base64: data.ctx } });

const remoteOf = (data: Data): MessageContent =>
  ({ Type: messageTypes.remote, Remote: { ...place(data), From: data.remote, Type: schemeOf(data.remote), RemoteUser: data.remoteUser, RemotePasswd: data.remotePasswd } });

const envOf = ({ 'env-key': Name, 'env-value': Value }: Data): MessageContent => ({ Type: messageTypes.env, Env: { Name, Value } });

/** The document's names, and those that answers show. */
const kinds: Readonly<Record<string, (data: Data) => MessageContent>> = { signal: signalOf, local: localOf, localfile: localOf, remote: remoteOf, 'env-key': envOf, env: envOf };

const schemeOf = (url: string): string => /^([a-z]+):\/\//i.exec(url)?.[1]?.toLowerCase() ?? '';

/** `json`: well-formed. Throws DefinitionFault, MessageFault, UnknownMessage. */
export function readMessage(json: string): MessageContent {
  const { msgtype, msgdata } = readAs(sent, json);
  const of = Object.hasOwn(kinds, msgtype) ? kinds[msgtype] : undefined;
  if (!of) throw new UnknownMessage(msgtype);
  return of(msgdata);
}

/** `seconds`: now. */
export const stagedMessage = (taskgroup: string, what: MessageContent, seconds: number): EventMessage => ({
  Id: seconds, ...nothing, ...what, TaskGroupId: taskgroup, TaskID: undefined, Status: 'staging', Message: '', CompleteTime: 0, CreateTime: seconds,
});

const nothing = { Local: undefined, Sig: undefined, Env: undefined, Remote: undefined, UpdateTaskResources: undefined, CommitTask: undefined };

/** `fault`: why it has failed. */
export const completedMessage = (message: EventMessage, fault: string | undefined, seconds: number): EventMessage =>
  ({ ...message, Status: fault === undefined ? 'success' : 'failed', Message: fault ?? '', CompleteTime: seconds });

/** As an annotation, and as answers show it. */
export const messageText = (message: EventMessage): string => JSON.stringify({ ...message, TaskID: message.TaskID ?? null });

/** What is kept; undefined: nothing, or somebody has written there what is no message. */
export function keptMessage(annotation: string | undefined): EventMessage | undefined {
  if (!annotation) return undefined;
  try {
    JSON.parse(annotation);
    return readAs(kept, annotation);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof DefinitionFault) return undefined;
    throw error;
  }
}
