/** `minikapi ctl describe KIND [NAME…]` */
import type { Tool } from '../tool';
import { namespaceFlag, serverFlag, serverOf } from './common';
import { allNamespacesFlag, find } from './found';
import { json, wholeOf } from './get';

export const describeTool: Tool = {
  summary: 'shows all that there is of objects, as JSON',
  operands: ['KIND', '[NAME...]'],
  flags: [namespaceFlag, allNamespacesFlag, serverFlag],
  run: async (given) => void process.stdout.write(json(wholeOf(await find(serverOf(given), given)))),
};
