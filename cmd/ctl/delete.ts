/** `minikapi ctl delete FILE…`, `minikapi ctl delete KIND NAME…` */
import type { Given } from '../flag';
import type { Tool } from '../tool';
import { remove } from './change';
import { filesFlag, filesOf, namespaceFlag, refOf, serverFlag, serverOf } from './common';
import { readDocuments, type Document } from './documents';
import { findKind, kindCalled } from './kinds';
import { each, report } from './outcome';

export const deleteTool: Tool = {
  summary: 'deletes what files describe, or what is named',
  operands: ['[FILE...|KIND NAME...]'],
  flags: [filesFlag, namespaceFlag, serverFlag],
  async run(given) {
    const server = serverOf(given);
    report(await each(meant(given), (target) => remove(server, target)));
  },
};

/** A kind and something behind it are names, anything else is files. */
function meant(given: Given): Pick<Document, 'kind' | 'ref'>[] {
  const [first = '', ...names] = given.operands;
  if (given.text('filename') || names.length === 0 || !findKind(first)) return readDocuments(filesOf(given), given.text('namespace'));
  const kind = kindCalled(first);
  return names.map((name) => ({ kind, ref: refOf(kind, name, given) }));
}
