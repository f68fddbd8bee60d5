/** `minikapi ctl apply FILE…` */
import type { Tool } from '../tool';
import { apply } from './change';
import { filesFlag, filesOf, namespaceFlag, serverFlag, serverOf } from './common';
import { readDocuments } from './documents';
import { each, report } from './outcome';

export const applyTool: Tool = {
  summary: 'creates what files describe, or changes what is there',
  operands: ['[FILE...]'],
  flags: [filesFlag, namespaceFlag, serverFlag],
  async run(given) {
    const server = serverOf(given);
    report(await each(readDocuments(filesOf(given), given.text('namespace')), (document) => apply(server, document)));
  },
};
