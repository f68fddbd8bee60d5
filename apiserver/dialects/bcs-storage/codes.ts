/** The codes of failures and their texts, in the document's words and in those of the original's source. */
import type { Switches } from './switches';

interface Code {
  readonly doc: { readonly code: number; readonly message: string };
  readonly upstream: { readonly code: number; readonly message: string };
}

const code = (doc: number, docMessage: string, upstream: number, upstreamMessage: string): Code =>
  ({ doc: { code: doc, message: docMessage }, upstream: { code: upstream, message: `(bcs-storage):${upstreamMessage}` } });

export type CodeName =
  'put' | 'get' | 'getMissing' | 'delete' | 'deleteMissing' | 'list' | 'other' | 'watchPut' | 'metricDeleteMissing' | 'metricClusters';

/** The document has one number for what is not there and for what could not be read; its text tells them apart. */
export const codes: Readonly<Record<CodeName, Code>> = {
  put: code(10003, 'Put resource failed.', 1405082, 'put resource failed.'),
  get: code(10004, 'Get resource failed.', 1405083, 'get resource failed.'),
  getMissing: code(10004, 'Get resource failed. Resource does not exist.', 1405087, 'resource does not exist.'),
  delete: code(10005, 'Delete resource failed.', 1405084, 'delete resource failed.'),
  deleteMissing: code(10005, 'Delete resource failed. Resource does not exist.', 1405084, 'delete resource failed.'),
  list: code(10006, 'List resource failed.', 1405085, 'list resource failed.'),
  other: code(10086, 'List resource failed.', 1405085, 'list resource failed.'),
  watchPut: code(10003, 'Put resource failed.', 1405080, 'request data unmarshal failed.'),
  metricDeleteMissing: code(10005, 'Delete resource failed. Resource does not exist.', 1405087, 'resource does not exist.'),
  metricClusters: code(10006, 'List resource failed.', 1405086, 'base64 decode failed.'),
};

export const codeOf = (name: CodeName, switches: Pick<Switches, 'codes'>): { readonly code: number; readonly message: string } => codes[name][switches.codes];
