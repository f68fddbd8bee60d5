/** `minikapi ctl update FILE…` */
import type { Tool } from '../tool';
import { update } from './change';
import { filesFlag, filesOf, namespaceFlag, serverFlag, serverOf } from './common';
import { readDocuments } from './documents';
import { each, report } from './outcome';

export const updateTool: Tool = {
  summary: 'changes what is there already as files say',
  operands: ['[FILE...]'],
  flags: [filesFlag, namespaceFlag, serverFlag],
  async run(given) {
    const server = serverOf(given);
    report(await each(readDocuments(filesOf(given), given.text('namespace')), (document) => update(server, document)));
  },
};
