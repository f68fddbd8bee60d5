import { DefinitionFault } from './definition';
import { completedMessage, keptMessage, MessageFault, messageText, readMessage, stagedMessage, UnknownMessage } from './messages';

const read = (msgtype: string, msgdata: object): unknown => readMessage(JSON.stringify({ name: 'other', namespace: 'other', msgtype, msgdata }));

test.each([
  ['signal', { signal: 12, processname: 'myprocess' }, { Type: 2, Sig: { Signal: 12, ProcessName: 'myprocess' } }],
  ['local', { to: '/a', user: 'root', right: 'rw', ctx: 'aGk=' }, { Type: 1, Local: { To: '/a', Right: 'rw', User: 'root', Base64: 'aGk=' } }],
  ['localfile', { To: '/a' }, { Type: 1, Local: { To: '/a', Right: '', User: '', Base64: '' } }],
  ['remote', { to: '/a', remote: 'HTTP://127.0.0.1/f' }, { Type: 4, Remote: { To: '/a', Right: '', User: '', From: 'HTTP://127.0.0.1/f', Type: 'http', RemoteUser: '', RemotePasswd: '' } }],
  ['env-key', { 'env-key': 'A', 'env-value': 'b' }, { Type: 3, Env: { Name: 'A', Value: 'b' } }],
  ['env', { 'ENV-KEY': 'A' }, { Type: 3, Env: { Name: 'A', Value: '' } }],
])('%s messages with %j', (type, data, content) => {
  expect(read(type, data)).toEqual(content);
});

test.each([
  ['signal', {}, MessageFault],
  ['signal', { signal: null }, MessageFault],
  ['signal', { signal: -1 }, MessageFault],
  ['signal', { signal: '12' }, DefinitionFault],
  ['signal', { signal: 1.5 }, DefinitionFault],
  ['local', { to: 7 }, DefinitionFault],
  ['update_task', {}, UnknownMessage],
  ['', {}, UnknownMessage],
  ['toString', {}, UnknownMessage],
])('%s messages with %j are refused', (type, data, fault) => {
  expect(() => read(type, data)).toThrow(fault);
});

test('a message is kept with what came of it', () => {
  const staged = stagedMessage('0.a.ns.10001.1', readMessage('{"msgtype":"env","msgdata":{"env-key":"A","env-value":"b"}}'), 1700000000);
  expect(JSON.parse(messageText(staged))).toEqual({
    Id: 1700000000, Type: 3, TaskGroupId: '0.a.ns.10001.1', TaskID: null, Env: { Name: 'A', Value: 'b' }, Status: 'staging', Message: '', CompleteTime: 0, CreateTime: 1700000000,
  });
  const failed = completedMessage(staged, 'no', 1700000003);
  expect(keptMessage(messageText(failed))).toEqual({ ...staged, Status: 'failed', Message: 'no', CompleteTime: 1700000003 });
});

test.each([undefined, '', '{', '[]', '7', '{"Type":"x"}'])('%j is no message', (annotation) => {
  expect(keptMessage(annotation)).toBeUndefined();
});
